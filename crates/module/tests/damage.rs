//! Damaged object files are refused or loaded, in bounded time, and never bring the loader down.

mod support;

use std::path::PathBuf;

use module::{Object, Options, Symbols, link};
use proptest::prelude::*;
use support::{AT, Kernel, compile};

/// Links a file and asks for everything that reads it; whatever comes out is in order.
fn survive(bytes: Vec<u8>) {
    let object =
        Object { bytes, source: PathBuf::from("x.o"), opt: None, warnings: Vec::new(), notes: Vec::new() };
    let Ok(image) = link(&object, "x", &Kernel, AT) else { return };
    assert_eq!(image.base + image.bytes.len(), image.data.end);
    assert!(image.text.end <= image.rodata.start && image.rodata.end <= image.data.start);
    let symbols = Symbols::new(&object, &image);
    for pc in image.text.clone().step_by(97) {
        symbols.place(pc);
        image.symbolic(pc);
    }
    for addr in image.data.clone().step_by(61) {
        symbols.variable_at(addr);
        image.object_at(addr);
    }
}

fn whole() -> Vec<u8> {
    use std::sync::OnceLock;
    static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
    WHOLE.get_or_init(|| compile("counter", &Options::default()).bytes).clone()
}

/// Where damage goes: anywhere, in the header, in the section table at the end, or in what the sections hold.
fn anywhere() -> impl Strategy<Value = usize> {
    let length = whole().len();
    let sections = length - 64 * 40;
    prop_oneof![1 => 0..length, 1 => 0..64usize, 2 => sections..length, 6 => 64..sections]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes(flips in prop::collection::vec((anywhere(), any::<u8>()), 1..4)) {
        let mut bytes = whole();
        for (at, value) in flips {
            bytes[at] = value;
        }
        survive(bytes);
    }

    #[test]
    fn overwritten_words(at in anywhere(), value in any::<u64>(), shift in 0..64u32) {
        let mut bytes = whole();
        let at = at.min(bytes.len() - 8);
        bytes[at..at + 8].copy_from_slice(&(value >> shift).to_le_bytes());
        survive(bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cut_off(length in 0..whole().len()) {
        let mut bytes = whole();
        bytes.truncate(length);
        survive(bytes);
    }
}

#[test]
fn most_damage_is_not_noticed_by_the_loader() {
    // What is tested above is worth something only if many damaged files get as far as their symbols.
    let loaded = (0..200).filter(|i| {
        let mut bytes = whole();
        let at = 64 + i * (bytes.len() - 64 * 41) / 200;
        bytes[at] ^= 0x55;
        let object = Object {
            bytes,
            source: PathBuf::from("x.o"),
            opt: None,
            warnings: Vec::new(),
            notes: Vec::new(),
        };
        link(&object, "x", &Kernel, AT).is_ok()
    });
    assert!(loaded.count() > 50);
}
