use crate::{Access, Kind, Op, Place};
use engine::Ctx;

/// Something that happened, in the order in which it happened.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Who did it.
    pub context: Ctx,
    /// On which CPU.
    pub cpu: u16,
    /// Where in the module's code.
    pub place: Place,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// An operation was performed. `Some`: it is done and returns this; `None`: the context has to wait.
    Performed(Op, Option<u64>),
    /// Module code is about to load or store; the value before the access.
    Accessed(Access, u64),
    /// A context begins to run the function at this address.
    Called(usize),
    /// The step broke a rule.
    Broke(Misuse),
}

#[allow(missing_docs, reason = "the fields are named in the variants' descriptions")]
/// A primitive was used in a way that its rules forbid. The machine goes on as the kernel would, where it can.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misuse {
    /// The address is nobody's memory.
    Wild { address: usize },
    /// The object at the address was never initialised.
    Uninitialised { kind: Kind, address: usize },
    /// The bytes at the address are no such object.
    Corrupted { kind: Kind, address: usize },
    /// The address is that of something else.
    Mistaken { kind: Kind, address: usize, instead: Instead },
    /// The object was initialised at `original` and then copied or moved.
    Moved { kind: Kind, address: usize, original: usize },
    /// It is initialised while `owner` holds it, or while it is armed or running.
    InitialisedInUse { kind: Kind, address: usize, owner: Ctx },
    /// It is unlocked by a context that does not hold it; `owner` does, if anyone.
    NotHeld { kind: Kind, address: usize, owner: Option<Ctx> },
    /// What RCU protects is used where nothing protects it.
    Unprotected { address: usize, by: Protection },
    /// A pointer that is no live task.
    NoTask { address: usize },
    /// `free_irq` or the like of a line that nobody has requested.
    NoLine { irq: u32 },
    /// `kfree` of an address that is the start of no live object.
    NotAllocated { address: usize },
    /// `kfree` of an object that was freed before.
    DoubleFree { address: usize },
    /// Code or data of the module is used after it was unloaded.
    ModuleGone { address: usize },
}

/// By what a use of what RCU protects says that it is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Protection {
    /// `rcu_dereference` and its relatives: by a reader.
    Reader,
    /// `rcu_dereference_protected`: by the condition that it is given.
    Condition,
    /// Going along a list of RCU: by a reader, or a lock.
    List,
}

/// What lies where an object was expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Instead {
    /// An object of another kind.
    Other(Kind),
    /// A pointer to such an object: its own address was passed.
    Pointer,
    /// Bytes that were never such an object.
    Nothing,
}
