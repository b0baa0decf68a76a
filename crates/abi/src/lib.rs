//! The C doors: what module code calls. One file is one C header; a door reads its caller's place, and hands over to
//! the machine or to a service of `kernel`. Nothing is decided here.
//!
//! # Unsafe
//!
//! A door runs on a fiber, called by module code through a stub that saved its stack and frame pointer. It obtains the
//! process's [`vm::Vm`] under the invariants written there: one thread, and no reference or value with a destructor
//! kept across a call that may suspend. Addresses that C passes are numbers; they are dereferenced through checked
//! memory only.
#![deny(unsafe_op_in_unsafe_fn)]

#[macro_use]
mod door;

mod atomic;
mod barrier;
mod bitmap;
mod bitops;
mod bug;
mod bus;
mod cdev;
mod class;
mod clock;
mod cmdline;
mod completion;
mod coverage;
mod debugfs;
mod delay;
mod device;
mod driver;
mod fs;
mod gpl;
mod hrtimer;
mod interrupt;
mod irq_work;
mod irqflags;
mod kfifo;
mod kobject;
mod kstrtox;
mod kthread;
mod ktime;
mod kunit;
mod lockdep;
mod miscdevice;
mod mutex;
mod percpu;
mod pid;
mod platform_device;
mod preempt;
mod printk;
mod proc_fs;
mod random;
mod rbtree;
mod rcu;
mod refcount;
mod rwlock;
mod rwsem;
mod sched;
mod semaphore;
mod seq_file;
mod seqlock;
mod signal;
mod slab;
mod smp;
mod sort;
mod spinlock;
mod sprintf;
mod srcu;
mod string;
mod stub;
mod sysfs;
mod task;
mod tasklet;
mod time;
mod timer;
mod tsan;
mod uaccess;
mod uio;
mod varargs;
mod wait;
mod workqueue;
mod ww_mutex;
mod xarray;

pub use door::Door;
pub use gpl::GPL_ONLY;

use machine::layout::SYSTEM_QUEUE_POINTERS;
use region::layout;

/// Every function and variable that modules can link to.
pub fn doors() -> impl Iterator<Item = Door> {
    [
        atomic::DOORS,
        barrier::DOORS,
        bitmap::DOORS,
        bitops::DOORS,
        bug::DOORS,
        bus::DOORS,
        cdev::DOORS,
        class::DOORS,
        clock::DOORS,
        cmdline::DOORS,
        completion::DOORS,
        coverage::DOORS,
        debugfs::DOORS,
        delay::DOORS,
        device::DOORS,
        device::VARIADIC,
        driver::DOORS,
        fs::DOORS,
        hrtimer::DOORS,
        interrupt::DOORS,
        irq_work::DOORS,
        irqflags::DOORS,
        kfifo::DOORS,
        kobject::DOORS,
        kobject::VARIADIC,
        kstrtox::DOORS,
        kthread::CREATE,
        kthread::DOORS,
        ktime::DOORS,
        kunit::DOORS,
        lockdep::DOORS,
        miscdevice::DOORS,
        mutex::DOORS,
        percpu::DOORS,
        pid::DOORS,
        platform_device::DOORS,
        preempt::DOORS,
        printk::DOORS,
        printk::PRINTED,
        proc_fs::DOORS,
        random::DOORS,
        rbtree::DOORS,
        rcu::DOORS,
        refcount::DOORS,
        rwlock::DOORS,
        rwsem::DOORS,
        sched::DOORS,
        sched::YIELD,
        semaphore::DOORS,
        seq_file::DOORS,
        seq_file::PRINTF,
        seqlock::DOORS,
        signal::DOORS,
        slab::DOORS,
        slab::PRINTED,
        smp::DOORS,
        sort::DOORS,
        spinlock::DOORS,
        sprintf::DOORS,
        srcu::DOORS,
        string::DOORS,
        stub::DOORS,
        sysfs::DOORS,
        sysfs::EMIT,
        task::DOORS,
        tasklet::DOORS,
        time::DOORS,
        timer::DOORS,
        tsan::DOORS,
        uaccess::DOORS,
        uio::DOORS,
        wait::DOORS,
        workqueue::DOORS,
        ww_mutex::DOORS,
        xarray::DOORS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The variables that modules can link to: name, address, header.
pub const VARIABLES: &[(&str, usize, &str)] = &[
    ("system_freezable_wq", SYSTEM_QUEUE_POINTERS + 32, "linux/workqueue.h"),
    ("system_highpri_wq", SYSTEM_QUEUE_POINTERS + 8, "linux/workqueue.h"),
    ("system_long_wq", SYSTEM_QUEUE_POINTERS + 16, "linux/workqueue.h"),
    ("system_power_efficient_wq", SYSTEM_QUEUE_POINTERS + 40, "linux/workqueue.h"),
    ("system_unbound_wq", SYSTEM_QUEUE_POINTERS + 24, "linux/workqueue.h"),
    ("system_wq", SYSTEM_QUEUE_POINTERS, "linux/workqueue.h"),
    ("__lockstep_bit_queue", machine::layout::BIT_QUEUE, "linux/wait_bit.h"),
    ("init_task", layout::TASKS + machine::CLOCK.0 as usize * layout::TASK_SIZE, "linux/sched/task.h"),
    ("jiffies", layout::JIFFIES, "linux/jiffies.h"),
    ("__cpu_online_mask", kernel::data::CPU_MASKS.start, "linux/cpumask.h"),
    ("__lockstep_cpu_masks", kernel::data::CPU_MASKS.start + kernel::data::CPU_MASK_SIZE, "linux/cpumask.h"),
    ("firmware_kobj", kernel::data::ROOT_POINTERS, "linux/kobject.h"),
    ("fs_kobj", kernel::data::ROOT_POINTERS + 8, "linux/kobject.h"),
    ("hypervisor_kobj", kernel::data::ROOT_POINTERS + 16, "linux/kobject.h"),
    ("kernel_kobj", kernel::data::ROOT_POINTERS + 24, "linux/kobject.h"),
    ("kobj_sysfs_ops", kernel::data::KOBJ_SYSFS_OPS, "linux/kobject.h"),
    ("mm_kobj", kernel::data::ROOT_POINTERS + 32, "linux/kobject.h"),
    ("nr_cpu_ids", kernel::data::NR_CPU_IDS, "linux/cpumask.h"),
    ("platform_bus_type", kernel::data::PLATFORM_BUS, "linux/platform_device.h"),
    ("power_kobj", kernel::data::ROOT_POINTERS + 40, "linux/kobject.h"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_the_gpl_only_has_a_door_and_is_listed_once() {
        assert!(GPL_ONLY.is_sorted() && GPL_ONLY.windows(2).all(|w| w[0] != w[1]));
        for name in GPL_ONLY {
            let is_door = doors().any(|d| d.name.trim_start_matches("__lockstep_") == *name);
            assert!(is_door || VARIABLES.iter().any(|v| v.0 == *name), "{name}");
        }
    }
}
