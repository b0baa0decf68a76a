//! The keys of locks, and the way from a lock to its class without a search.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::acquire::Map;
use crate::class::{ClassId, ClassSpec, Key, LockKind, SUBCLASSES};
use crate::graph::{Graph, Slot, UNVALIDATED};
use crate::wait_type::WaitType;

/// A key as registered: how its locks are, and the classes of its subclasses.
#[derive(Clone, Debug)]
struct Entry {
    key: Key,
    name: Arc<str>,
    outer: WaitType,
    inner: WaitType,
    kind: LockKind,
    classes: [Slot; SUBCLASSES],
}

#[derive(Clone, Default, Debug)]
pub(crate) struct Keys {
    entries: Vec<Entry>,
    by_key: BTreeMap<Key, u32>,
    dynamic: BTreeSet<Key>,
}

impl Keys {
    pub fn map(&mut self, address: u64, spec: &ClassSpec<'_>) -> Map {
        let slot = self.by_key.get(&spec.key).copied().unwrap_or_else(|| {
            let slot = u32::try_from(self.entries.len()).expect("fewer than 2^32 keys");
            let ClassSpec { key, name, outer, inner, kind } = *spec;
            let classes = [UNVALIDATED; SUBCLASSES];
            self.entries.push(Entry { key, name: name.into(), outer, inner, kind, classes });
            self.by_key.insert(key, slot);
            slot
        });
        Map { address, key: Some(slot), subclass: 0 }
    }

    pub fn is_registered(&self, key: Key) -> bool {
        self.dynamic.contains(&key)
    }

    pub fn register(&mut self, key: Key) {
        self.dynamic.insert(key);
    }

    pub fn unregister(&mut self, key: Key) {
        self.dynamic.remove(&key);
    }

    /// The class of `map` in a subclass below [`SUBCLASSES`], made at its first
    /// use. Subclass 0 stands for the lock's own.
    pub fn class(&mut self, graph: &mut Graph, map: Map, subclass: u8) -> Slot {
        let subclass = if subclass == 0 { map.subclass } else { subclass };
        let Some(index) = map.key else { return UNVALIDATED };
        let entry = &mut self.entries[index as usize];
        let slot = entry.classes[usize::from(subclass)];
        if slot != UNVALIDATED {
            return slot;
        }
        let Entry { key, ref name, outer, inner, kind, .. } = *entry;
        let spec = ClassSpec { key, name, outer, inner, kind };
        let slot = graph.register(ClassId { key, subclass }, &spec);
        entry.classes[usize::from(subclass)] = slot;
        slot
    }

    /// The class of `map` if a lock of it was ever taken.
    pub fn known_class(&self, map: Map) -> Option<Slot> {
        let entry = &self.entries[map.key? as usize];
        Some(entry.classes[usize::from(map.subclass)]).filter(|slot| *slot != UNVALIDATED)
    }
}
