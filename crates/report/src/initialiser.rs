//! How each type of the kernel is initialised.

/// What initialises an object of a C type.
pub fn initialiser(of: &str, object: &str) -> String {
    let kind = of.trim_start_matches("struct ");
    let is_name = !object.is_empty() && !object.starts_with("0x") && !object.contains(' ');
    let at = if !is_name { "...".to_string() } else { format!("&{object}") };
    let (call, define) = match kind {
        "spinlock_t" | "spinlock" => (format!("spin_lock_init({at})"), "DEFINE_SPINLOCK()"),
        "raw_spinlock_t" | "raw_spinlock" => (format!("raw_spin_lock_init({at})"), "DEFINE_RAW_SPINLOCK()"),
        "rwlock_t" => (format!("rwlock_init({at})"), "DEFINE_RWLOCK()"),
        "mutex" => (format!("mutex_init({at})"), "DEFINE_MUTEX()"),
        "rw_semaphore" => (format!("init_rwsem({at})"), "DECLARE_RWSEM()"),
        "semaphore" => (format!("sema_init({at}, n)"), "DEFINE_SEMAPHORE()"),
        "completion" => (format!("init_completion({at})"), "DECLARE_COMPLETION()"),
        "wait_queue_head_t" | "wait_queue_head" => {
            (format!("init_waitqueue_head({at})"), "DECLARE_WAIT_QUEUE_HEAD()")
        }
        "timer_list" => (format!("timer_setup({at}, function, 0)"), "DEFINE_TIMER()"),
        "hrtimer" => (format!("hrtimer_init({at}, ...)"), ""),
        "work_struct" => (format!("INIT_WORK({at}, function)"), "DECLARE_WORK()"),
        "delayed_work" => (format!("INIT_DELAYED_WORK({at}, function)"), "DECLARE_DELAYED_WORK()"),
        "tasklet_struct" => (format!("tasklet_setup({at}, function)"), "DECLARE_TASKLET()"),
        "seqlock_t" => (format!("seqlock_init({at})"), "DEFINE_SEQLOCK()"),
        "list_head" => (format!("INIT_LIST_HEAD({at})"), "LIST_HEAD()"),
        "kref" => (format!("kref_init({at})"), ""),
        _ => return "its initialiser".to_string(),
    };
    if define.is_empty() { call } else { format!("{call} or {define}") }
}
