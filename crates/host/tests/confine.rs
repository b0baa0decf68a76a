//! What a confined worker may do, and what kills it.

use host::{Exit, confine, exit, fork, pipe};
use std::os::fd::{AsFd, AsRawFd};
use std::process::Command;

const KILLED: Exit = Exit::Signal(libc::SIGSYS);

/// How a child ends that does `attempt` after it is confined; 0 if it survives.
fn confined(attempt: fn()) -> Exit {
    let mut child = fork(|| {
        confine(&[]).expect("the operating system confines");
        attempt();
        exit(0)
    })
    .unwrap();
    child.wait()
}

#[test]
fn a_worker_that_writes_to_its_pipe_lives() {
    let (mut receiver, sender) = pipe().unwrap();
    let mut child = fork(|| {
        confine(&[sender.as_fd()]).expect("the operating system confines");
        exit(i32::from(sender.send(b"alive").is_err()))
    })
    .unwrap();
    drop(sender);
    assert_eq!(receiver.receive().as_deref(), Some(&b"alive"[..]));
    assert_eq!(child.wait(), Exit::Code(0));
}

#[test]
fn computing_memory_time_and_waiting_are_left() {
    let attempt = || {
        let big = vec![1u8; 64 << 20];
        std::thread::sleep(std::time::Duration::from_millis(1));
        let now = std::time::Instant::now();
        assert!(std::hint::black_box(big)[5] == 1 && now.elapsed().as_secs() < 100);
        std::thread::yield_now();
        let mut random = [0u8; 8];
        // SAFETY: the pointers are valid for the calls.
        unsafe {
            assert!(libc::getrandom(random.as_mut_ptr().cast(), 8, 0) == 8);
            assert!(libc::poll(std::ptr::null_mut(), 0, 1) == 0);
            libc::signal(libc::SIGUSR1, libc::SIG_IGN);
            assert!(libc::raise(libc::SIGUSR1) == 0);
        }
    };
    assert_eq!(confined(attempt), Exit::Code(0));
}

#[test]
fn files_are_out_of_reach() {
    assert_eq!(confined(|| drop(std::fs::File::open("/dev/null"))), KILLED);
    assert_eq!(confined(|| drop(std::fs::remove_file("/nowhere"))), KILLED);
}

#[test]
fn the_network_is_out_of_reach() {
    assert_eq!(confined(|| drop(std::net::UdpSocket::bind("127.0.0.1:0"))), KILLED);
}

#[test]
fn processes_and_programs_are_out_of_reach() {
    let forks = || drop(fork(|| exit(0)));
    let executes = || {
        let arguments = [c"true".as_ptr(), std::ptr::null()];
        // SAFETY: a path, and a list of arguments that ends in null.
        unsafe { libc::execv(c"/bin/true".as_ptr(), arguments.as_ptr()) };
    };
    assert_eq!(confined(forks), KILLED);
    assert_eq!(confined(executes), KILLED);
    assert_eq!(confined(|| drop(std::thread::Builder::new().spawn(|| {}))), KILLED);
    assert_eq!(confined(|| drop(Command::new("true").spawn())), KILLED);
}

#[test]
fn other_processes_are_out_of_reach() {
    let asks_another = || {
        // SAFETY: signal 0 only asks.
        unsafe { libc::kill(1, 0) };
    };
    let asks_a_thread_of_another = || {
        // SAFETY: the same.
        unsafe { libc::syscall(libc::SYS_tgkill, 1, 1, 0) };
    };
    let traces = || {
        // SAFETY: attaching writes no memory of ours.
        unsafe { libc::ptrace(libc::PTRACE_ATTACH, 1, 0, 0) };
    };
    assert_eq!(confined(asks_another), KILLED);
    assert_eq!(confined(asks_a_thread_of_another), KILLED);
    assert_eq!(confined(traces), KILLED);
}

#[test]
fn the_other_tables_of_system_calls_are_out_of_reach() {
    let x32 = || {
        // SAFETY: getpid has no preconditions.
        unsafe { libc::syscall(0x4000_0000 | libc::SYS_getpid) };
    };
    let i386 = || {
        // SAFETY: 20 is getpid in the table of 32-bit calls.
        unsafe { std::arch::asm!("int 0x80", inout("eax") 20 => _, clobber_abi("C")) };
    };
    assert_eq!(confined(x32), KILLED);
    // Where the kernel has no such table the instruction faults.
    assert!(matches!(confined(i386), KILLED | Exit::Signal(libc::SIGSEGV)));
}

#[test]
fn only_kept_descriptors_are_open() {
    let (receiver, sender) = pipe().unwrap();
    let (other, _) = pipe().unwrap();
    let (kept, gone) = (sender.as_fd().as_raw_fd(), other.as_fd().as_raw_fd());
    let mut child = fork(|| {
        confine(&[sender.as_fd(), receiver.as_fd()]).expect("the operating system confines");
        // SAFETY: writes and reads one byte of ours.
        let (write, read) = unsafe {
            let mut byte = 1u8;
            (libc::write(kept, (&raw const byte).cast(), 1), libc::read(gone, (&raw mut byte).cast(), 1))
        };
        // SAFETY: writes no byte.
        let streams = (0..3).all(|fd| unsafe { libc::write(fd, [].as_ptr(), 0) } == -1);
        exit(if write == 1 && read == -1 && streams { 0 } else { 1 })
    })
    .unwrap();
    assert_eq!(child.wait(), Exit::Code(0));
}

#[test]
fn abort_is_told_as_abort() {
    assert_eq!(confined(|| std::process::abort()), Exit::Signal(libc::SIGABRT));
}
