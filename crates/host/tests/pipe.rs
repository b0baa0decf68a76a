//! Messages between processes.

use host::{Exit, MESSAGE_LIMIT, Received, exit, fork, pipe, wait_any};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(20);

#[test]
fn messages_arrive_whole_and_in_order() {
    let (mut receiver, sender) = pipe().unwrap();
    let big: Vec<u8> = (0..1_000_003).map(|i| (i % 251) as u8).collect();
    let mut child = fork(|| {
        sender.send(b"first").unwrap();
        sender.send(b"").unwrap();
        sender.send(&big).unwrap();
        sender.send(b"last").unwrap();
        exit(0)
    })
    .unwrap();
    drop(sender);
    assert_eq!(receiver.receive().as_deref(), Some(&b"first"[..]));
    assert_eq!(receiver.receive().as_deref(), Some(&b""[..]));
    assert!(receiver.receive().unwrap() == big);
    assert_eq!(receiver.receive_timeout(Duration::MAX), Received::Message(b"last".to_vec()));
    assert_eq!(receiver.receive(), None);
    assert_eq!(receiver.receive_timeout(SHORT), Received::End);
    assert_eq!(child.wait(), Exit::Code(0));
}

#[test]
fn the_end_comes_when_the_writer_dies_within_a_message() {
    let (mut receiver, sender) = pipe().unwrap();
    let mut pipe = raw(&sender);
    drop(sender);
    pipe.write_all(&[9, 0, 0, 0, 1, 2, 3]).unwrap();
    drop(pipe);
    assert_eq!(receiver.receive(), None);
}

#[test]
fn what_is_no_message_ends_the_pipe_and_fills_no_memory() {
    let (mut receiver, sender) = pipe().unwrap();
    raw(&sender).write_all(&[0xff; 64]).unwrap();
    assert_eq!(receiver.receive(), None);
    assert_eq!(receiver.receive_timeout(SHORT), Received::End);
    let error = sender.send(&vec![0; MESSAGE_LIMIT + 1]).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
}

#[test]
fn a_timeout_keeps_what_has_arrived() {
    let (mut receiver, sender) = pipe().unwrap();
    assert_eq!(receiver.receive_timeout(Duration::ZERO), Received::Timeout);
    let mut pipe = raw(&sender);
    pipe.write_all(&[5, 0, 0]).unwrap();
    let start = Instant::now();
    assert_eq!(receiver.receive_timeout(SHORT), Received::Timeout);
    assert!(start.elapsed() >= SHORT);
    pipe.write_all(&[0, b'h', b'e']).unwrap();
    assert_eq!(receiver.receive_timeout(SHORT), Received::Timeout);
    pipe.write_all(b"llo").unwrap();
    assert_eq!(receiver.receive_timeout(SHORT), Received::Message(b"hello".to_vec()));
}

#[test]
fn sending_to_nobody_is_an_error() {
    let (receiver, sender) = pipe().unwrap();
    drop(receiver);
    assert_eq!(sender.send(b"x").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
}

#[test]
fn the_first_of_several_receivers_is_found() {
    let (first, keep) = pipe().unwrap();
    let (mut second, sender) = pipe().unwrap();
    assert_eq!(wait_any(&[&first, &second], Some(SHORT)), None);
    assert_eq!(wait_any(&[], Some(SHORT)), None);
    sender.send(b"x").unwrap();
    assert_eq!(wait_any(&[&first, &second], None), Some(1));
    assert_eq!(second.receive().as_deref(), Some(&b"x"[..]));
    assert_eq!(wait_any(&[&first, &second], Some(Duration::ZERO)), None);
    drop(keep);
    assert_eq!(wait_any(&[&second, &first], None), Some(1), "the end of a pipe is news");
}

#[test]
fn waiting_survives_signals() {
    extern "C" fn nothing(_: libc::c_int) {}
    let mut child = fork(|| {
        let handler: extern "C" fn(libc::c_int) = nothing;
        let every = libc::timeval { tv_sec: 0, tv_usec: 1000 };
        let timer = libc::itimerval { it_interval: every, it_value: every };
        // SAFETY: the handler does nothing; without SA_RESTART its signal interrupts every system call that waits.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = handler as usize;
            libc::sigaction(libc::SIGALRM, &action, std::ptr::null_mut());
            libc::setitimer(libc::ITIMER_REAL, &timer, std::ptr::null_mut());
        }
        let (mut receiver, sender) = pipe().unwrap();
        let start = Instant::now();
        let timed_out =
            receiver.receive_timeout(5 * SHORT) == Received::Timeout && start.elapsed() >= 5 * SHORT;
        let mut writer = fork(|| {
            std::thread::sleep(SHORT);
            exit(i32::from(sender.send(&vec![1; 300_000]).is_err()))
        })
        .unwrap();
        let arrived = receiver.receive().is_some_and(|m| m.len() == 300_000);
        exit(if timed_out && arrived && writer.wait() == Exit::Code(0) { 0 } else { 1 })
    })
    .unwrap();
    assert_eq!(child.wait(), Exit::Code(0));
}

/// The pipe below the messages.
fn raw(sender: &impl AsFd) -> std::fs::File {
    sender.as_fd().try_clone_to_owned().unwrap().into()
}
