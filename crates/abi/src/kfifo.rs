use kernel::kfifo::Fifo;

doors! { "linux/kfifo.h";
    call __lockstep_kfifo_set(fifo: usize, data: usize, count: u32, esize: u32) |vm, place| {
        Fifo::new(vm, fifo, 0, place).initialise(data, count, esize)
    };
    call __lockstep_kfifo_alloc(fifo: usize, count: u32, esize: u32, flags: u32) -> i32 |vm, place| {
        Fifo::new(vm, fifo, 0, place).allocate(count, esize, flags)
    };
    call __lockstep_kfifo_init(fifo: usize, data: usize, bytes: u32, esize: u32) -> i32 |vm, place| {
        Fifo::new(vm, fifo, 0, place).take(data, bytes, esize)
    };
    call __lockstep_kfifo_free(fifo: usize) |vm, place| Fifo::new(vm, fifo, 0, place).free();
    call __lockstep_kfifo_reset(fifo: usize, all: i32) |vm, place| Fifo::new(vm, fifo, 0, place).reset(all != 0);
    call __lockstep_kfifo_size(fifo: usize) -> u32 |vm, place| Fifo::new(vm, fifo, 0, place).size();
    poll __lockstep_kfifo_len(fifo: usize, length: u32) -> u32 |vm, place| Fifo::new(vm, fifo, length, place).filled();
    poll __lockstep_kfifo_avail(fifo: usize, length: u32) -> u32 |vm, place| {
        Fifo::new(vm, fifo, length, place).room()
    };
    call __lockstep_kfifo_in(fifo: usize, from: usize, n: u32, length: u32) -> u32 |vm, place| {
        Fifo::new(vm, fifo, length, place).put(from, n)
    };
    poll __lockstep_kfifo_out(fifo: usize, to: usize, n: u32, length: u32, peek: i32) -> u32 |vm, place| {
        Fifo::new(vm, fifo, length, place).get(to, n, peek != 0)
    };
    call __lockstep_kfifo_from_user(fifo: usize, from: usize, n: u32, copied: usize, length: u32) -> i32 |vm, place| {
        Fifo::new(vm, fifo, length, place).put_from_user(from, n, copied)
    };
    call __lockstep_kfifo_to_user(fifo: usize, to: usize, n: u32, copied: usize, length: u32) -> i32 |vm, place| {
        Fifo::new(vm, fifo, length, place).get_to_user(to, n, copied)
    };
    poll __lockstep_kfifo_peek_len(fifo: usize, length: u32) -> u32 |vm, place| {
        Fifo::new(vm, fifo, length, place).next_len()
    };
    call __lockstep_kfifo_skip(fifo: usize, length: u32, n: u32) |vm, place| {
        Fifo::new(vm, fifo, length, place).skip(n)
    };
}
