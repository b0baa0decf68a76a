//! The layouts and numbers that C and Rust share. The headers are their master: a test compiles a probe that
//! compares every line of [`FIELDS`] and [`CONSTANTS`] with them.

/// A field of a C type: its place and size in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The header that defines the type.
    pub header: &'static str,
    /// The type, as C writes it.
    pub of: &'static str,
    /// The field; empty for the type as a whole.
    pub name: &'static str,
    /// Where it begins.
    pub offset: usize,
    /// How long it is.
    pub size: usize,
}

/// A number that a header defines.
#[derive(Clone, Copy, Debug)]
pub struct Constant {
    /// The header that defines it.
    pub header: &'static str,
    /// The macro or enumerator.
    pub name: &'static str,
    /// Its value.
    pub value: u64,
}

macro_rules! layouts {
    ($($(#[$doc:meta])* $module:ident = $header:literal $of:literal [$size:literal]
       { $($constant:ident $field:literal $offset:literal $bytes:literal)* })*) => {
        $($(#[$doc])* pub mod $module {
            /// The size of the whole, in bytes.
            pub const SIZE: usize = $size;
            $(#[doc = concat!("Where `", $field, "` begins; it has ", $bytes, " bytes.")]
            pub const $constant: usize = $offset;)*
        })*
        /// Every type and field of this module.
        pub const FIELDS: &[Field] = &[$(
            Field { header: $header, of: $of, name: "", offset: 0, size: $size },
            $(Field { header: $header, of: $of, name: $field, offset: $offset, size: $bytes },)*
        )*];
    };
}

macro_rules! constants {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $value:literal, $header:literal $c:literal;)*) => {
        $($(#[$doc])* pub const $name: $type = $value;)*
        /// Every number of this module.
        pub const CONSTANTS: &[Constant] = &[$(
            Constant { header: $header, name: $c, value: $value },
        )*];
    };
}

layouts! {
    /// `spinlock_t`
    spinlock = "linux/spinlock_types.h" "spinlock_t" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `raw_spinlock_t`
    raw_spinlock = "linux/spinlock_types.h" "raw_spinlock_t" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `struct mutex`
    mutex = "linux/mutex.h" "struct mutex" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `struct ww_mutex`
    ww_mutex = "linux/ww_mutex.h" "struct ww_mutex" [16] { MAGIC "magic" 0 4  ID "id" 4 4  CTX "ctx" 8 8 }
    /// `struct ww_acquire_ctx`
    ww_acquire_ctx = "linux/ww_mutex.h" "struct ww_acquire_ctx" [24] {
        TASK "task" 0 8  STAMP "stamp" 8 8  ACQUIRED "acquired" 16 4  WOUNDED "wounded" 20 2  WAIT_DIE "is_wait_die" 22 2
    }
    /// `rwlock_t`
    rwlock = "linux/rwlock_types.h" "rwlock_t" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `struct semaphore`
    semaphore = "linux/semaphore.h" "struct semaphore" [16] { MAGIC "magic" 0 4  ID "id" 4 4  COUNT "count" 8 4 }
    /// `struct rw_semaphore`
    rw_semaphore = "linux/rwsem.h" "struct rw_semaphore" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `struct srcu_struct`
    srcu_struct = "linux/srcu.h" "struct srcu_struct" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `struct callback_head`, which `struct rcu_head` is
    rcu_head = "linux/types.h" "struct callback_head" [16] { NEXT "next" 0 8  FUNCTION "func" 8 8 }
    /// `struct completion`
    completion = "linux/completion.h" "struct completion" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `struct timer_list`
    timer_list = "linux/timer.h" "struct timer_list" [32] {
        MAGIC "magic" 0 4  ID "id" 4 4  EXPIRES "expires" 8 8  FUNCTION "function" 16 8  FLAGS "flags" 24 4
    }
    /// `struct hrtimer`
    hrtimer = "linux/hrtimer.h" "struct hrtimer" [40] {
        MAGIC "magic" 0 4  ID "id" 4 4  EXPIRES "node.expires" 8 8  SOFT_EXPIRES "_softexpires" 16 8
        FUNCTION "function" 24 8  MODE "mode" 32 4
    }
    /// `struct irq_work`
    irq_work = "linux/irq_work.h" "struct irq_work" [16] { MAGIC "magic" 0 4  ID "id" 4 4  FUNCTION "func" 8 8 }
    /// `struct tasklet_struct`
    tasklet_struct = "linux/interrupt.h" "struct tasklet_struct" [40] {
        MAGIC "magic" 0 4  ID "id" 4 4  STATE "state" 8 8  COUNT "count" 16 4  USES_CALLBACK "use_callback" 20 1
        FUNCTION "func" 24 8  DATA "data" 32 8
    }
    /// `struct work_struct`
    work_struct = "linux/workqueue.h" "struct work_struct" [32] {
        MAGIC "magic" 0 4  ID "id" 4 4  FUNCTION "func" 8 8  ENTRY "entry" 16 16
    }
    /// `struct delayed_work`
    delayed_work = "linux/workqueue.h" "struct delayed_work" [64] { WORK "work" 0 32  TIMER "timer" 32 32 }
    /// `struct workqueue_struct`
    workqueue_struct = "linux/workqueue.h" "struct workqueue_struct" [16] {
        MAGIC "magic" 0 4  ID "id" 4 4  FLAGS "flags" 8 4  MAX_ACTIVE "max_active" 12 4
    }
    /// `struct kthread_worker`, which begins as a workqueue
    kthread_worker = "linux/kthread.h" "struct kthread_worker" [24] {
        MAGIC "magic" 0 4  ID "id" 4 4  FLAGS "flags" 8 4  MAX_ACTIVE "max_active" 12 4  TASK "task" 16 8
    }
    /// `wait_queue_head_t`
    wait_queue_head = "linux/wait.h" "wait_queue_head_t" [8] { MAGIC "magic" 0 4  ID "id" 4 4 }
    /// `struct wait_queue_entry`
    wait_queue_entry = "linux/wait.h" "struct wait_queue_entry" [32] {
        FLAGS "flags" 0 4  PRIVATE "private" 8 8  ENTRY "entry" 16 16
    }
    /// `struct task_struct`
    task_struct = "linux/sched.h" "struct task_struct" [144] {
        STATE "__state" 0 4  FLAGS "flags" 4 4  PID "pid" 8 4  TGID "tgid" 12 4  PRIO "prio" 16 4
        STATIC_PRIO "static_prio" 20 4  NORMAL_PRIO "normal_prio" 24 4  POLICY "policy" 28 4
        COMM "comm" 32 16  MM "mm" 48 8  REAL_PARENT "real_parent" 56 8  PARENT "parent" 64 8
        GROUP_LEADER "group_leader" 72 8  ACTIVE_MM "active_mm" 80 8
        ALLOC_LOCK "alloc_lock" 88 8  RESERVED "__lockstep_reserved" 96 48
    }
    /// `struct module`
    this_module = "linux/module.h" "struct module" [64] { STATE "state" 0 4  ID "id" 4 4  NAME "name" 8 56 }
    /// `struct kmem_cache`
    kmem_cache = "linux/slab.h" "struct kmem_cache" [32] {
        OBJECT_SIZE "object_size" 0 4  SIZE_ "size" 4 4  ALIGN "align" 8 4  FLAGS "flags" 12 4  NAME "name" 16 8
        CONSTRUCTOR "ctor" 24 8
    }
    /// `struct page`
    page = "linux/mm_types.h" "struct page" [64] {
        ADDRESS "__lockstep_address" 8 8  COUNT "_refcount" 16 4  ORDER "__lockstep_order" 20 4
    }
    /// `struct ratelimit_state`
    ratelimit_state = "linux/ratelimit_types.h" "struct ratelimit_state" [32] {
        INTERVAL "interval" 0 4  BURST "burst" 4 4  PRINTED "printed" 8 4  MISSED "missed" 12 4  BEGIN "begin" 16 8
        SUPPRESSED "flags" 24 4
    }
    /// `struct kiocb`
    kiocb = "linux/fs.h" "struct kiocb" [32] { FILE "ki_filp" 0 8  POSITION "ki_pos" 8 8  FLAGS "ki_flags" 24 4 }
    /// `struct iov_iter`
    iov_iter = "linux/uio.h" "struct iov_iter" [32] {
        SOURCE "data_source" 2 1  COUNT "count" 16 8  BUFFER "ubuf" 24 8
    }
    /// `struct kernel_param`, an entry of the section `__param`
    kernel_param = "linux/moduleparam.h" "struct kernel_param" [48] {
        NAME "name" 0 8  TYPE "type" 8 8  ARG "arg" 16 8  COUNT "count" 24 8  MAX "max" 32 4
        ELEMENT "size" 36 4  PERM "perm" 40 2
    }
    /// `struct kernel_symbol`, an entry of the section `__ksymtab`
    kernel_symbol = "linux/export.h" "struct kernel_symbol" [24] {
        VALUE "value" 0 8  NAME "name" 8 8  LICENSE "license" 16 8
    }
    /// `struct file`
    file = "linux/fs.h" "struct file" [136] {
        OPERATIONS "f_op" 0 8  FLAGS "f_flags" 8 4  MODE "f_mode" 12 4  POSITION "f_pos" 16 8
        PRIVATE "private_data" 24 8  INODE "f_inode" 32 8  PATH_DENTRY "f_path.dentry" 48 8
        LOCK "f_lock" 56 8  POSITION_LOCK "f_pos_lock" 64 8  DENTRY "__lockstep_dentry" 72 64
    }
    /// `struct dentry`
    dentry = "linux/fs.h" "struct dentry" [64] {
        LEN "d_name.len" 4 4  NAME "d_name.name" 8 8  INODE "d_inode" 16 8  INLINE "d_iname" 24 40
    }
    /// `struct inode`
    inode = "linux/fs.h" "struct inode" [56] {
        MODE "i_mode" 0 2  NUMBER "i_ino" 8 8  DEVICE "i_rdev" 16 4  LINKS "i_nlink" 20 4  SIZE_ "i_size" 24 8
        PRIVATE "i_private" 32 8  CDEV "i_cdev" 40 8  OPERATIONS "i_fop" 48 8
    }
    /// `struct file_operations`
    file_operations = "linux/fs.h" "struct file_operations" [152] {
        OWNER "owner" 0 8  LSEEK "llseek" 8 8  READ "read" 16 8  WRITE "write" 24 8
        READ_ITER "read_iter" 32 8  WRITE_ITER "write_iter" 40 8  POLL "poll" 56 8
        IOCTL "unlocked_ioctl" 64 8  OPEN "open" 96 8  FLUSH "flush" 104 8  RELEASE "release" 112 8
    }
    /// `struct proc_ops`
    proc_ops = "linux/proc_fs.h" "struct proc_ops" [96] {
        OPEN "proc_open" 8 8  READ "proc_read" 16 8  READ_ITER "proc_read_iter" 24 8  WRITE "proc_write" 32 8  LSEEK "proc_lseek" 40 8
        RELEASE "proc_release" 48 8  POLL "proc_poll" 56 8  IOCTL "proc_ioctl" 64 8
    }
    /// `struct seq_file`
    seq_file = "linux/seq_file.h" "struct seq_file" [104] {
        BUF "buf" 0 8  SIZE_ "size" 8 8  FROM "from" 16 8  COUNT "count" 24 8  PAD_UNTIL "pad_until" 32 8
        INDEX "index" 40 8  READ_POS "read_pos" 48 8  LOCK "lock" 56 8  OP "op" 64 8  FILE "file" 80 8
        PRIVATE "private" 88 8  SHOW "__lockstep_show" 96 8
    }
    /// `struct seq_operations`
    seq_operations = "linux/seq_file.h" "struct seq_operations" [32] {
        START "start" 0 8  STOP "stop" 8 8  NEXT "next" 16 8  SHOW "show" 24 8
    }
    /// `struct cdev`
    cdev = "linux/cdev.h" "struct cdev" [112] {
        OWNER "owner" 64 8  OPS "ops" 72 8  DEV "dev" 96 4  COUNT "count" 100 4  SLOT "__lockstep_slot" 104 4
    }
    /// `struct kobject`
    kobject = "linux/kobject.h" "struct kobject" [64] {
        NAME "name" 0 8  ENTRY "entry" 8 16  PARENT "parent" 24 8  KSET "kset" 32 8  KTYPE "ktype" 40 8
        SD "sd" 48 8  KREF "kref" 56 4
    }
    /// `struct kobj_type`
    kobj_type = "linux/kobject.h" "struct kobj_type" [48] {
        RELEASE "release" 0 8  OPS "sysfs_ops" 8 8  GROUPS "default_groups" 16 8
    }
    /// `struct kset`
    kset = "linux/kobject.h" "struct kset" [96] {
        LIST "list" 0 16  LOCK "list_lock" 16 8  KOBJ "kobj" 24 64  UEVENT_OPS "uevent_ops" 88 8
    }
    /// `struct kset_uevent_ops`
    kset_uevent_ops = "linux/kobject.h" "struct kset_uevent_ops" [24] {
        FILTER "filter" 0 8  NAME "name" 8 8  UEVENT "uevent" 16 8
    }
    /// `struct kobj_uevent_env`
    kobj_uevent_env = "linux/kobject.h" "struct kobj_uevent_env" [2592] {
        ENVP "envp" 24 512  INDEX "envp_idx" 536 4  BUF "buf" 540 2048  LEN "buflen" 2588 4
    }
    /// `struct kobj_attribute`, and every other that has show and store after its `struct attribute`
    kobj_attribute = "linux/kobject.h" "struct kobj_attribute" [32] {
        ATTR "attr" 0 16  SHOW "show" 16 8  STORE "store" 24 8
    }
    /// `struct attribute`
    attribute = "linux/sysfs.h" "struct attribute" [16] { NAME "name" 0 8  MODE "mode" 8 2 }
    /// `struct attribute_group`
    attribute_group = "linux/sysfs.h" "struct attribute_group" [40] {
        NAME "name" 0 8  IS_VISIBLE "is_visible" 8 8  IS_BIN_VISIBLE "is_bin_visible" 16 8  ATTRS "attrs" 24 8
        BIN_ATTRS "bin_attrs" 32 8
    }
    /// `struct bin_attribute`
    bin_attribute = "linux/sysfs.h" "struct bin_attribute" [56] {
        SIZE_ "size" 16 8  READ "read" 32 8  WRITE "write" 40 8
    }
    /// `struct sysfs_ops`
    sysfs_ops = "linux/sysfs.h" "struct sysfs_ops" [16] { SHOW "show" 0 8  STORE "store" 8 8 }
    /// `struct device`
    device = "linux/device.h" "struct device" [184] {
        PARENT "parent" 64 8  INIT_NAME "init_name" 72 8  TYPE "type" 80 8  BUS "bus" 88 8  DRIVER "driver" 96 8
        DATA "driver_data" 112 8  MUTEX "mutex" 120 8  DEVT "devt" 128 4  CLASS "class" 136 8  GROUPS "groups" 144 8
        RELEASE "release" 152 8  SLOT "__lockstep_slot" 176 4
    }
    /// `struct device_type`
    device_type = "linux/device.h" "struct device_type" [40] {
        GROUPS "groups" 8 8  UEVENT "uevent" 16 8  RELEASE "release" 32 8
    }
    /// `struct class`
    class = "linux/device/class.h" "struct class" [80] {
        NAME "name" 0 8  CLASS_GROUPS "class_groups" 16 8  DEV_GROUPS "dev_groups" 24 8  UEVENT "dev_uevent" 40 8
        DEVNODE "devnode" 48 8  CLASS_RELEASE "class_release" 56 8  DEV_RELEASE "dev_release" 64 8
    }
    /// `struct bus_type`
    bus_type = "linux/device/bus.h" "struct bus_type" [88] {
        NAME "name" 0 8  BUS_GROUPS "bus_groups" 24 8  DEV_GROUPS "dev_groups" 32 8  DRV_GROUPS "drv_groups" 40 8
        MATCH "match" 48 8  UEVENT "uevent" 56 8  PROBE "probe" 64 8  REMOVE "remove" 72 8
    }
    /// `struct device_driver`
    device_driver = "linux/device/driver.h" "struct device_driver" [112] {
        NAME "name" 0 8  BUS "bus" 8 8  OWNER "owner" 16 8  PROBE "probe" 56 8  REMOVE "remove" 72 8
        GROUPS "groups" 88 8  DEV_GROUPS "dev_groups" 96 8
    }
    /// `struct platform_device`
    platform_device = "linux/platform_device.h" "struct platform_device" [224] {
        NAME "name" 0 8  ID "id" 8 4  DEV "dev" 16 184  NUM_RESOURCES "num_resources" 200 4  RESOURCE "resource" 208 8
        ID_ENTRY "id_entry" 216 8
    }
    /// `struct platform_device_id`
    platform_device_id = "linux/platform_device.h" "struct platform_device_id" [32] { NAME "name" 0 20 }
    /// `struct platform_driver`
    platform_driver = "linux/platform_device.h" "struct platform_driver" [152] {
        PROBE "probe" 0 8  REMOVE "remove" 8 8  REMOVE_NEW "remove_new" 16 8  DRIVER "driver" 32 112
        ID_TABLE "id_table" 144 8
    }
    /// `struct miscdevice`
    miscdevice = "linux/miscdevice.h" "struct miscdevice" [88] {
        MINOR "minor" 0 4  NAME "name" 8 8  FOPS "fops" 16 8  PARENT "parent" 40 8  THIS_DEVICE "this_device" 48 8
        GROUPS "groups" 56 8  NODENAME "nodename" 64 8
        MODE "mode" 72 2  SLOT "__lockstep_slot" 76 4  NUMBERS "__lockstep_numbers" 80 4
    }
    /// `struct debugfs_blob_wrapper`
    debugfs_blob_wrapper = "linux/debugfs.h" "struct debugfs_blob_wrapper" [16] { DATA "data" 0 8  SIZE_ "size" 8 8 }
    /// `struct debugfs_u32_array`
    debugfs_u32_array = "linux/debugfs.h" "struct debugfs_u32_array" [16] { ARRAY "array" 0 8  N "n_elements" 8 4 }
    /// `struct list_head`
    list_head = "linux/types.h" "struct list_head" [16] { NEXT "next" 0 8  PREV "prev" 8 8 }
    /// `atomic_t`
    atomic = "linux/types.h" "atomic_t" [4] { COUNTER "counter" 0 4 }
    /// `atomic64_t` and `atomic_long_t`
    atomic64 = "linux/types.h" "atomic64_t" [8] { COUNTER "counter" 0 8 }
}

constants! {
    /// First word of an initialised `spinlock_t` or `raw_spinlock_t`.
    SPINLOCK_MAGIC: u32 = 0x534c_0001, "linux/spinlock_types.h" "LOCKSTEP_SPINLOCK_MAGIC";
    /// Number of a `raw_spinlock_t` that was initialised where it is defined.
    RAW_LOCK: u32 = 0x8000_0000, "linux/spinlock_types.h" "LOCKSTEP_RAW_LOCK";
    /// First word of an initialised `struct mutex`.
    MUTEX_MAGIC: u32 = 0x534c_0002, "linux/mutex.h" "LOCKSTEP_MUTEX_MAGIC";
    /// First word of an initialised `struct srcu_struct`.
    SRCU_MAGIC: u32 = 0x534c_0106, "linux/srcu.h" "LOCKSTEP_SRCU_MAGIC";
    /// First word of an initialised `struct ww_mutex`.
    WW_MUTEX_MAGIC: u32 = 0x534c_0108, "linux/ww_mutex.h" "LOCKSTEP_WW_MUTEX_MAGIC";
    /// First word of an initialised `struct completion`.
    COMPLETION_MAGIC: u32 = 0x534c_0003, "linux/completion.h" "LOCKSTEP_COMPLETION_MAGIC";
    /// First word of an initialised `struct timer_list`.
    TIMER_MAGIC: u32 = 0x534c_0004, "linux/timer.h" "LOCKSTEP_TIMER_MAGIC";
    /// First word of an initialised `struct hrtimer`.
    HRTIMER_MAGIC: u32 = 0x534c_0105, "linux/hrtimer.h" "LOCKSTEP_HRTIMER_MAGIC";
    /// Bit of a mode: the time counts from the moment of the call.
    HRTIMER_MODE_REL: u32 = 1, "linux/hrtimer.h" "HRTIMER_MODE_REL";
    /// Bit of a mode: the callback runs in the softirq.
    HRTIMER_MODE_SOFT: u32 = 4, "linux/hrtimer.h" "HRTIMER_MODE_SOFT";
    /// What a callback returns that wants its timer armed again.
    HRTIMER_RESTART: u32 = 1, "linux/hrtimer.h" "HRTIMER_RESTART";
    /// First word of an initialised `struct irq_work`.
    IRQ_WORK_MAGIC: u32 = 0x534c_0107, "linux/irq_work.h" "LOCKSTEP_IRQ_WORK_MAGIC";
    /// First word of an initialised `struct tasklet_struct`.
    TASKLET_MAGIC: u32 = 0x534c_0102, "linux/interrupt.h" "LOCKSTEP_TASKLET_MAGIC";
    /// First word of an initialised `struct work_struct`.
    WORK_MAGIC: u32 = 0x534c_0103, "linux/workqueue.h" "LOCKSTEP_WORK_MAGIC";
    /// First word of a `struct workqueue_struct`.
    WORKQUEUE_MAGIC: u32 = 0x534c_0104, "linux/workqueue.h" "LOCKSTEP_WORKQUEUE_MAGIC";
    /// Flag of a workqueue: its items are bound to no CPU.
    WQ_UNBOUND: u32 = 0x2, "linux/workqueue.h" "WQ_UNBOUND";
    /// First word of an initialised `wait_queue_head_t`.
    WAIT_QUEUE_MAGIC: u32 = 0x534c_0101, "linux/wait.h" "LOCKSTEP_WAIT_QUEUE_MAGIC";
    /// Flag of a `struct wait_queue_entry`: it leaves the queue when its task is woken.
    WAIT_AUTOREMOVE: u32 = 0x100, "linux/wait.h" "LOCKSTEP_WAIT_AUTOREMOVE";
    /// First word of an initialised `struct semaphore`.
    SEMAPHORE_MAGIC: u32 = 0x534c_0011, "linux/semaphore.h" "LOCKSTEP_SEMAPHORE_MAGIC";
    /// First word of an initialised `rwlock_t`.
    RWLOCK_MAGIC: u32 = 0x534c_0012, "linux/rwlock_types.h" "LOCKSTEP_RWLOCK_MAGIC";
    /// First word of an initialised `struct rw_semaphore`.
    RWSEM_MAGIC: u32 = 0x534c_0013, "linux/rwsem.h" "LOCKSTEP_RWSEM_MAGIC";
    /// Operation of `__lockstep_atomic*_fetch`: addition.
    ATOMIC_ADD: i32 = 0, "lockstep/atomic.h" "LOCKSTEP_ADD";
    /// Operation of `__lockstep_atomic*_fetch`: subtraction.
    ATOMIC_SUB: i32 = 1, "lockstep/atomic.h" "LOCKSTEP_SUB";
    /// Operation of `__lockstep_atomic*_fetch`: bitwise and.
    ATOMIC_AND: i32 = 2, "lockstep/atomic.h" "LOCKSTEP_AND";
    /// Operation of `__lockstep_atomic*_fetch`: bitwise or.
    ATOMIC_OR: i32 = 3, "lockstep/atomic.h" "LOCKSTEP_OR";
    /// Operation of `__lockstep_atomic*_fetch`: bitwise exclusive or.
    ATOMIC_XOR: i32 = 4, "lockstep/atomic.h" "LOCKSTEP_XOR";
    /// Operation of `__lockstep_atomic*_fetch`: and with the operand's complement.
    ATOMIC_ANDNOT: i32 = 5, "lockstep/atomic.h" "LOCKSTEP_ANDNOT";
    /// Ordering of an atomic operation: none.
    ORDER_RELAXED: i32 = 0, "lockstep/atomic.h" "LOCKSTEP_RELAXED";
    /// Ordering of an atomic operation: acquire.
    ORDER_ACQUIRE: i32 = 1, "lockstep/atomic.h" "LOCKSTEP_ACQUIRE";
    /// Ordering of an atomic operation: release.
    ORDER_RELEASE: i32 = 2, "lockstep/atomic.h" "LOCKSTEP_RELEASE";
    /// Ordering of an atomic operation: full barriers before and after.
    ORDER_FULL: i32 = 3, "lockstep/atomic.h" "LOCKSTEP_FULL";
    /// Guard of `__lockstep_atomic*_guarded`: nothing is stored if the value found is below 0.
    UNLESS_NEGATIVE: i32 = 0, "lockstep/atomic.h" "LOCKSTEP_UNLESS_NEGATIVE";
    /// Guard of `__lockstep_atomic*_guarded`: nothing is stored if the value found is above 0.
    UNLESS_POSITIVE: i32 = 1, "lockstep/atomic.h" "LOCKSTEP_UNLESS_POSITIVE";
    /// Guard of `__lockstep_atomic*_guarded`: nothing is stored if the result would be below 0.
    UNLESS_BELOW: i32 = 2, "lockstep/atomic.h" "LOCKSTEP_UNLESS_BELOW";
    /// `task_struct.__state`: able to run.
    TASK_RUNNING: u32 = 0, "linux/sched.h" "TASK_RUNNING";
    /// `task_struct.__state`: asleep, woken by signals.
    TASK_INTERRUPTIBLE: u32 = 1, "linux/sched.h" "TASK_INTERRUPTIBLE";
    /// `task_struct.__state`: woken by signals that kill.
    TASK_WAKEKILL: u32 = 0x100, "linux/sched.h" "TASK_WAKEKILL";
    /// `task_struct.__state`: asleep.
    TASK_UNINTERRUPTIBLE: u32 = 2, "linux/sched.h" "TASK_UNINTERRUPTIBLE";
    /// `struct module.state`: running.
    MODULE_STATE_LIVE: u32 = 0, "linux/module.h" "MODULE_STATE_LIVE";
    /// `struct module.state`: in its init function.
    MODULE_STATE_COMING: u32 = 1, "linux/module.h" "MODULE_STATE_COMING";
    /// `struct module.state`: in its exit function.
    MODULE_STATE_GOING: u32 = 2, "linux/module.h" "MODULE_STATE_GOING";
    /// Bit of `__GFP_ZERO` in allocation flags.
    GFP_ZERO: u32 = 0x100, "linux/gfp.h" "__GFP_ZERO";
    /// Bit of `__GFP_DIRECT_RECLAIM` in allocation flags: the caller may sleep.
    GFP_DIRECT_RECLAIM: u32 = 0x400, "linux/gfp.h" "__GFP_DIRECT_RECLAIM";
    /// Form of `__lockstep_proc_create`: `struct proc_ops`.
    PROC_OPS: i32 = 0, "linux/proc_fs.h" "LOCKSTEP_PROC_OPS";
    /// Form of `__lockstep_proc_create`: `struct file_operations`.
    PROC_FILE_OPERATIONS: i32 = 1, "linux/proc_fs.h" "LOCKSTEP_FILE_OPERATIONS";
    /// Form of `__lockstep_proc_create`: a show function.
    PROC_SINGLE: i32 = 2, "linux/proc_fs.h" "LOCKSTEP_SINGLE";
    /// Form of `__lockstep_proc_create`: `struct seq_operations`.
    PROC_SEQUENCE: i32 = 3, "linux/proc_fs.h" "LOCKSTEP_SEQUENCE";
    /// What a handler returns that wakes its thread.
    IRQ_WAKE_THREAD: u32 = 2, "linux/irqreturn.h" "IRQ_WAKE_THREAD";
    /// The bits of `IRQF_TRIGGER_RISING` and the like.
    IRQF_TRIGGER_MASK: u32 = 0xf, "linux/interrupt.h" "IRQF_TRIGGER_MASK";
    /// Flag of a handler: others may be on its line.
    IRQF_SHARED: u32 = 0x80, "linux/interrupt.h" "IRQF_SHARED";
    /// Flag of a handler: the line stays masked until its thread is done.
    IRQF_ONESHOT: u32 = 0x2000, "linux/interrupt.h" "IRQF_ONESHOT";
    /// Flag of a handler: the line begins disabled.
    IRQF_NO_AUTOEN: u32 = 0x8_0000, "linux/interrupt.h" "IRQF_NO_AUTOEN";
    /// What `kmalloc(0)` returns.
    ZERO_SIZE_PTR: usize = 16, "linux/slab.h" "LOCKSTEP_ZERO_SIZE";
}

const SYSTEM_QUEUE: usize = region::layout::BASE + 0x3_0000;
/// What the pointers `system_wq`, `system_highpri_wq`, `system_long_wq`, `system_unbound_wq`, `system_freezable_wq` and
/// `system_power_efficient_wq` point to.
pub const SYSTEM_QUEUES: [usize; 6] = [
    SYSTEM_QUEUE,
    SYSTEM_QUEUE + 16,
    SYSTEM_QUEUE + 32,
    SYSTEM_QUEUE + 48,
    SYSTEM_QUEUE + 64,
    SYSTEM_QUEUE + 80,
];
/// Which of them is bound to no CPU.
pub const SYSTEM_UNBOUND: usize = 3;
/// Where those pointers lie, 8 bytes each.
pub const SYSTEM_QUEUE_POINTERS: usize = SYSTEM_QUEUE + 96;
/// The wait queue of all who wait for a bit or a variable.
pub const BIT_QUEUE: usize = SYSTEM_QUEUE_POINTERS + 128;
/// What a reader of RCU holds, as it is listed among the locks of a context. Nothing lies there.
pub const RCU_READER: usize = SYSTEM_QUEUE_POINTERS + 64;
