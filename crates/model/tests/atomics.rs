//! Atomics give what those of `core` give.

use model::atomic::Ordering::*;
use std::sync::atomic as real;

/// The same operations on both, in one execution: the same results and the same final value.
macro_rules! integers {
    ($($test:ident $name:ident $type:ident)*) => {$(
        #[test]
        fn $test() {
            model::check(|| {
                let values = [0, 1, 2, 7, $type::MAX, $type::MIN, $type::MAX / 2, $type::MAX / 3 * 2];
                for a in values {
                    for b in values {
                        let (ours, theirs) = (model::atomic::$name::new(a), real::$name::new(a));
                        assert_eq!(ours.fetch_add(b, SeqCst), theirs.fetch_add(b, SeqCst));
                        assert_eq!(ours.fetch_sub(a, Relaxed), theirs.fetch_sub(a, Relaxed));
                        assert_eq!(ours.fetch_xor(b, AcqRel), theirs.fetch_xor(b, AcqRel));
                        assert_eq!(ours.fetch_or(a, Release), theirs.fetch_or(a, Release));
                        assert_eq!(ours.fetch_nand(b, Acquire), theirs.fetch_nand(b, Acquire));
                        assert_eq!(ours.fetch_max(a, SeqCst), theirs.fetch_max(a, SeqCst));
                        assert_eq!(ours.fetch_min(b, SeqCst), theirs.fetch_min(b, SeqCst));
                        assert_eq!(ours.fetch_and(a, SeqCst), theirs.fetch_and(a, SeqCst));
                        assert_eq!(ours.swap(b, SeqCst), theirs.swap(b, SeqCst));
                        let exchanged = ours.compare_exchange(a, 3, SeqCst, Relaxed);
                        assert_eq!(exchanged, theirs.compare_exchange(a, 3, SeqCst, Relaxed));
                        let update = |v: $type| (v != a).then(|| v.wrapping_add(1));
                        let updated = ours.fetch_update(SeqCst, SeqCst, update);
                        assert_eq!(updated, theirs.fetch_update(SeqCst, SeqCst, update));
                        ours.store(ours.load(SeqCst).wrapping_add(b), Release);
                        theirs.store(theirs.load(SeqCst).wrapping_add(b), Release);
                        assert_eq!(ours.into_inner(), theirs.into_inner());
                    }
                }
            });
        }
    )*};
}

integers! {
    u8_is_u8 AtomicU8 u8
    u16_is_u16 AtomicU16 u16
    u32_is_u32 AtomicU32 u32
    u64_is_u64 AtomicU64 u64
    usize_is_usize AtomicUsize usize
    i8_is_i8 AtomicI8 i8
    i16_is_i16 AtomicI16 i16
    i32_is_i32 AtomicI32 i32
    i64_is_i64 AtomicI64 i64
    isize_is_isize AtomicIsize isize
}

#[test]
fn bool_is_bool() {
    model::check(|| {
        for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
            let (ours, theirs) = (model::atomic::AtomicBool::new(a), real::AtomicBool::new(a));
            assert_eq!(ours.fetch_nand(b, SeqCst), theirs.fetch_nand(b, SeqCst));
            assert_eq!(ours.fetch_xor(b, SeqCst), theirs.fetch_xor(b, SeqCst));
            assert_eq!(ours.fetch_or(a, SeqCst), theirs.fetch_or(a, SeqCst));
            assert_eq!(ours.fetch_and(b, SeqCst), theirs.fetch_and(b, SeqCst));
            assert_eq!(ours.fetch_not(SeqCst), theirs.fetch_not(SeqCst));
            assert_eq!(ours.swap(b, SeqCst), theirs.swap(b, SeqCst));
            assert_eq!(ours.load(SeqCst), theirs.load(SeqCst));
        }
    });
}

#[test]
fn pointers_keep_what_they_point_to() {
    model::check(|| {
        let first = Box::into_raw(Box::new(1));
        let pointer = model::atomic::AtomicPtr::new(first);
        let second = Box::into_raw(Box::new(2));
        let old = pointer.compare_exchange(first, second, AcqRel, Acquire).unwrap();
        // SAFETY: both come from boxes, and nobody else has them.
        unsafe {
            assert_eq!((*Box::from_raw(old), *Box::from_raw(pointer.load(Acquire))), (1, 2));
        }
    });
}

#[test]
fn a_value_can_be_had_without_a_step() {
    model::check(|| {
        let mut x = model::atomic::AtomicU32::new(1);
        *x.get_mut() += 1;
        assert_eq!(x.load(Relaxed), 2);
        assert_eq!(x.into_inner(), 2);
    });
    assert_eq!(model::atomic::AtomicU32::new(3).into_inner(), 3);
}
