use kernel::slab;
use machine::layout::work_struct::FUNCTION;
use machine::layout::workqueue_struct::{FLAGS, MAX_ACTIVE, SIZE};
use machine::layout::{SYSTEM_QUEUES, timer_list, work_struct};
use machine::{AccessKind, Kind, Sort, Work};
use region::Memory;
use vm::Vm;

/// Code of the kernel that uses a queue of the module's own reads it.
fn look(vm: &mut Vm, queue: usize, place: machine::Place) -> usize {
    if !SYSTEM_QUEUES.contains(&queue) {
        vm.touch(queue, 8, AccessKind::Read, place);
    }
    queue
}

fn cpu(cpu: i32) -> u16 {
    u16::try_from(cpu).unwrap_or(Work::LOCAL)
}

doors! { "linux/workqueue.h";
    call __lockstep_init_work(work: usize, function: usize) |vm, place| {
        vm.initialise(Kind::Work, work, place);
        vm.machine.memory.store(work + FUNCTION, 8, function as u64);
    };
    call __lockstep_init_delayed_work(work: usize, function: usize) |vm, place| {
        vm.initialise(Kind::Work, work, place);
        vm.machine.memory.store(work + FUNCTION, 8, function as u64);
        vm.machine.memory.fill(work + work_struct::SIZE, timer_list::SIZE, 0);
    };
    call alloc_workqueue(_format: usize, flags: u32, max_active: i32) -> usize |vm, place| {
        vm.might_sleep("alloc_workqueue", place);
        let queue = slab::allocate(vm, SIZE, slab::GFP_ZERO, place);
        if queue != 0 {
            vm.initialise(Kind::Workqueue, queue, place);
            vm.machine.memory.store(queue + FLAGS, 4, flags.into());
            vm.machine.memory.store(queue + MAX_ACTIVE, 4, max_active.max(0) as u64);
        }
        queue
    };
    call destroy_workqueue(queue: usize) |vm, place| {
        look(vm, queue, place);
        vm.op(Work::Drain(queue), place);
        vm.free(queue, place);
    };
    call queue_work_on(on: i32, queue: usize, work: usize) -> bool |vm, place| {
        let queue = look(vm, queue, place);
        vm.op(Work::Queue(work, queue, cpu(on)), place) != 0
    };
    call queue_work(queue: usize, work: usize) -> bool |vm, place| {
        let queue = look(vm, queue, place);
        vm.op(Work::Queue(work, queue, Work::LOCAL), place) != 0
    };
    call schedule_work(work: usize) -> bool |vm, place| {
        vm.op(Work::Queue(work, SYSTEM_QUEUES[0], Work::LOCAL), place) != 0
    };
    call schedule_work_on(on: i32, work: usize) -> bool |vm, place| {
        vm.op(Work::Queue(work, SYSTEM_QUEUES[0], cpu(on)), place) != 0
    };
    call queue_delayed_work(queue: usize, work: usize, delay: u64) -> bool |vm, place| {
        let queue = look(vm, queue, place);
        vm.op(Work::Delay(work, queue, delay), place) != 0
    };
    call queue_delayed_work_on(_on: i32, queue: usize, work: usize, delay: u64) -> bool |vm, place| {
        let queue = look(vm, queue, place);
        vm.op(Work::Delay(work, queue, delay), place) != 0
    };
    call schedule_delayed_work(work: usize, delay: u64) -> bool |vm, place| {
        vm.op(Work::Delay(work, SYSTEM_QUEUES[0], delay), place) != 0
    };
    call schedule_delayed_work_on(_on: i32, work: usize, delay: u64) -> bool |vm, place| {
        vm.op(Work::Delay(work, SYSTEM_QUEUES[0], delay), place) != 0
    };
    call mod_delayed_work(queue: usize, work: usize, delay: u64) -> bool |vm, place| {
        let queue = look(vm, queue, place);
        vm.op(Work::Modify(work, queue, delay), place) != 0
    };
    call cancel_work(work: usize) -> bool |vm, place| vm.op(Work::Cancel(work, Sort::Work), place) != 0;
    call cancel_work_sync(work: usize) -> bool |vm, place| vm.op(Work::CancelSync(work, Sort::Work), place) != 0;
    call cancel_delayed_work(work: usize) -> bool |vm, place| vm.op(Work::Cancel(work, Sort::Delayed), place) != 0;
    call cancel_delayed_work_sync(work: usize) -> bool |vm, place| vm.op(Work::CancelSync(work, Sort::Delayed), place) != 0;
    call flush_work(work: usize) -> bool |vm, place| vm.op(Work::Flush(work), place) != 0;
    call flush_delayed_work(work: usize) -> bool |vm, place| vm.op(Work::FlushDelayed(work), place) != 0;
    call flush_workqueue(queue: usize) |vm, place| {
        let queue = look(vm, queue, place);
        vm.op(Work::FlushQueue(queue), place);
    };
    call flush_scheduled_work() |vm, place| { vm.op(Work::FlushQueue(SYSTEM_QUEUES[0]), place); };
    call drain_workqueue(queue: usize) |vm, place| {
        let queue = look(vm, queue, place);
        vm.op(Work::Drain(queue), place);
    };
    poll work_busy(work: usize) -> u32 |vm, place| vm.op(Work::Busy(work), place) as u32;
    poll work_pending(work: usize) -> bool |vm, place| vm.op(Work::IsPending(work), place) != 0;
    poll delayed_work_pending(work: usize) -> bool |vm, place| vm.op(Work::IsPending(work), place) != 0;
    call current_work() -> usize |vm, place| {
        vm.event(place);
        vm.machine.current_work(vm.current()).unwrap_or(0)
    };
}
