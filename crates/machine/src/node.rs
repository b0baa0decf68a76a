//! Names that modules publish: /proc entries, device numbers, device nodes, attributes. A name may be used from the
//! moment it is published, whatever else the module has yet to make.
//!
//! Who uses a name enters it and leaves it. Withdrawing one takes it from sight; `remove_proc_entry` and its like then
//! wait until everybody has left (fs/proc documents this), while `cdev_del` does not wait: a device's user holds a
//! reference to the module instead, and `rmmod` is refused while there are any.

use crate::{Blocking, Machine, Op, Operation, Place, Progress, Stage, objects};
use engine::{Alts, Ctx, Footprint, Mode, Obj, WaitsFor};
use region::Memory;

/// What sort of name it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NodeKind {
    /// Under /proc.
    Proc,
    /// Device numbers that a `struct cdev` or `register_chrdev` serves.
    Numbers,
    /// Under /dev.
    Device,
    /// Under /sys or debugfs.
    Attribute,
    /// A directory.
    Directory,
    /// Another name of a directory under /sys; its data say of which: the slot, plus one, or the address of a kobject.
    Link,
}

/// What the functions of a name are found in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// No functions: a directory, a device node.
    None,
    /// `struct proc_ops`
    ProcOps,
    /// `struct file_operations`
    FileOperations,
    /// `proc_create_single`: a show function.
    Single,
    /// `proc_create_seq`: `struct seq_operations`.
    Sequence,
    /// `struct cdev`, which names the operations.
    Cdev,
    /// `struct kobj_attribute` and its like: show and store, which get the object, the attribute and the buffer.
    Attribute,
    /// `struct attribute` of a kobject whose type says what shows and stores.
    OfType,
    /// `struct driver_attribute` and its like: show and store, which get the object and the buffer.
    OfObject,
    /// `struct bin_attribute`
    Binary,
    /// A variable that the kernel shows and sets.
    Value,
}

/// A name and what stands behind it.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    /// What makes it the same in every execution: a hash of its path, or its device number.
    pub key: u64,
    /// What sort of name it is.
    pub kind: NodeKind,
    /// How its functions are found.
    pub form: Form,
    /// Where they are found; 0: nowhere.
    pub operations: usize,
    /// What the module gave with them.
    pub data: u64,
    /// The permission bits.
    pub mode: u16,
    /// The first device number, for devices.
    pub device: u32,
    /// How many device numbers.
    pub count: u32,
    /// Who published it, and where.
    pub by: (Ctx, Place),
    /// The object in C memory that stands for it; 0: none.
    pub object: usize,
    /// It can be found.
    pub live: bool,
    /// How many are inside.
    pub users: u16,
    /// How many have withdrawn it from inside, and are there still.
    pub deserters: u16,
    /// Who is inside, the first of them first, as far as there is room.
    inside: [Ctx; INSIDE],
    path: (u32, u32),
}

/// Operations on names; a name is given by its slot, or by its key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Node {
    /// It can be found from here on. Returns -EEXIST if another such name can.
    Publish(u32),
    /// It can be found no more; waits until nobody is inside if `true`.
    Withdraw(u32, bool),
    /// Wait until nobody is inside.
    Drain(u32),
    /// Who is inside withdraws it, and waits for the others. Returns whether it could still be found.
    Desert(u32),
    /// Wait until nobody is inside but those who have withdrawn it from there; what `Desert` returns.
    DrainOthers(u32, bool),
    /// Enter the name of this key. Returns its slot plus one; 0: there is none.
    Enter(u64),
    /// Enter again what was opened. Returns 0 if it was withdrawn.
    Reenter(u32),
    /// Enter what was opened, though it may have been withdrawn, to close it.
    Hold(u32),
    /// Leave.
    Leave(u32),
    /// Take a reference to the module that this address belongs to. Returns 0 if it is going.
    Pin(usize),
    /// Give it back.
    Unpin(usize),
}

const EEXIST: i64 = 17;
/// Of so many who are inside of a name it is known who they are.
const INSIDE: usize = 6;

impl Node {
    fn object<M: Memory>(&self, m: &Machine<M>) -> Obj {
        match *self {
            Node::Enter(key) => objects::node(key),
            Node::Publish(slot)
            | Node::Withdraw(slot, _)
            | Node::Drain(slot)
            | Node::Desert(slot)
            | Node::DrainOthers(slot, _)
            | Node::Reenter(slot)
            | Node::Hold(slot)
            | Node::Leave(slot) => objects::node(m.nodes[slot as usize].key),
            Node::Pin(_) | Node::Unpin(_) => objects::LIFE,
        }
    }
}

impl Operation for Node {
    fn picks<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Alts {
        match *self {
            Node::Drain(slot) if m.nodes[slot as usize].has_somebody() => Alts::NONE,
            Node::DrainOthers(slot, _) if m.nodes[slot as usize].users > 0 => Alts::NONE,
            _ => Alts::ONE,
        }
    }

    fn wants<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> Footprint {
        Footprint::of(self.object(m), Mode::Write)
    }

    fn perform<M: Memory>(&self, m: &mut Machine<M>, c: Ctx, _: u8, fp: &mut Footprint) -> Progress {
        let object = self.object(m);
        match *self {
            Node::Publish(slot) => {
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                let n = m.nodes[slot as usize];
                let taken = match n.kind {
                    NodeKind::Numbers => m.numbers(n.device, n.count).is_some(),
                    _ => m.node(n.key).is_some(),
                };
                if taken {
                    return Progress::Returns(-EEXIST as u64);
                }
                m.nodes[slot as usize].live = true;
                Progress::Returns(0)
            }
            Node::Withdraw(slot, waits) => {
                fp.add(object, Mode::Write);
                m.nodes[slot as usize].live = false;
                if waits && m.nodes[slot as usize].has_somebody() {
                    return Progress::Then(Op::Node(Node::Drain(slot)));
                }
                if waits {
                    fp.add(object, Mode::Acquire);
                }
                Progress::Returns(0)
            }
            Node::Drain(_) => {
                fp.add(object, Mode::Acquire);
                Progress::Returns(0)
            }
            Node::Desert(slot) => {
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                let n = &mut m.nodes[slot as usize];
                let first = std::mem::replace(&mut n.live, false);
                n.leave(c);
                n.deserters += 1;
                Progress::Then(Op::Node(Node::DrainOthers(slot, first)))
            }
            Node::DrainOthers(_, first) => {
                fp.add(object, Mode::Acquire);
                Progress::Returns(first.into())
            }
            Node::Enter(key) => {
                fp.add(object, Mode::Acquire);
                match m.node(key) {
                    Some(slot) => {
                        m.nodes[slot].enter(c);
                        Progress::Returns(slot as u64 + 1)
                    }
                    None => Progress::Returns(0),
                }
            }
            Node::Reenter(slot) | Node::Hold(slot) => {
                fp.add(object, Mode::Acquire);
                let n = &mut m.nodes[slot as usize];
                if n.live || matches!(self, Node::Hold(_)) {
                    n.enter(c);
                }
                Progress::Returns(n.live.into())
            }
            Node::Leave(slot) => {
                fp.add(object, Mode::Release);
                fp.add(object, Mode::Write);
                m.nodes[slot as usize].leave(c);
                Progress::Returns(0)
            }
            Node::Pin(address) => {
                fp.add(object, Mode::Acquire);
                let (stage, pins) = m.holder(address);
                let stays = matches!(stage, Stage::Loading | Stage::Live);
                *pins += u32::from(stays);
                Progress::Returns(stays.into())
            }
            Node::Unpin(address) => {
                fp.add(object, Mode::Write);
                fp.add(object, Mode::Release);
                let (_, pins) = m.holder(address);
                *pins = pins.saturating_sub(1);
                Progress::Returns(0)
            }
        }
    }

    fn waits_for<M: Memory>(&self, m: &Machine<M>, _: Ctx) -> WaitsFor {
        match *self {
            Node::Drain(slot) | Node::DrainOthers(slot, _) => {
                m.nodes[slot as usize].last_inside().map_or(WaitsFor::Anyone, WaitsFor::Context)
            }
            _ => WaitsFor::Anyone,
        }
    }

    fn blocking(&self) -> Blocking {
        match self {
            Node::Publish(_)
            | Node::Withdraw(..)
            | Node::Drain(_)
            | Node::Desert(_)
            | Node::DrainOthers(..) => Blocking::MightSleep,
            _ => Blocking::Never,
        }
    }

    fn sleeps(&self) -> bool {
        matches!(self, Node::Drain(_) | Node::DrainOthers(..))
    }
}

/// What makes a path the same in every execution (FNV-1a, 64 bits, of which an object keeps 56).
pub(crate) fn key(path: &[u8]) -> u64 {
    path.iter().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

impl<M: Memory> Machine<M> {
    /// The key of a path.
    pub fn key(path: &[u8]) -> u64 {
        key(path)
    }

    /// A place for a name that [`Node::Publish`] makes visible.
    pub fn prepare_node(&mut self, path: &[u8], mut node: Published) -> u32 {
        let start = self.paths.len() as u32;
        self.paths.extend_from_slice(path);
        node.path = (start, self.paths.len() as u32);
        node.key = key(path);
        self.nodes.push(node);
        self.nodes.len() as u32 - 1
    }

    /// The slot of the name that can be found under this key.
    pub fn node(&self, key: u64) -> Option<usize> {
        self.nodes.iter().rposition(|n| n.live && n.key == key)
    }

    /// The slot of a live range of device numbers that meets this one.
    pub fn numbers(&self, first: u32, count: u32) -> Option<usize> {
        let meets = |n: &Published| n.device < first + count && first < n.device + n.count;
        self.nodes.iter().rposition(|n| n.live && n.kind == NodeKind::Numbers && meets(n))
    }

    /// Every name that was ever made in this execution.
    pub fn nodes(&self) -> &[Published] {
        &self.nodes
    }

    /// What stands in this slot.
    pub fn published(&mut self, slot: u32) -> &mut Published {
        &mut self.nodes[slot as usize]
    }

    /// The path of a name.
    pub fn path(&self, n: &Published) -> &[u8] {
        &self.paths[n.path.0 as usize..n.path.1 as usize]
    }

    /// How far the module is that `address` belongs to, and the references to it.
    fn holder(&mut self, address: usize) -> (Stage, &mut u32) {
        match self.resident_at(address) {
            Some(n) => (self.residents[n].stage, &mut self.residents[n].pins),
            None => (self.stage, &mut self.pins),
        }
    }

    /// How many references to the module there are.
    pub fn pins(&self) -> u32 {
        self.pins
    }
}

impl Published {
    fn enter(&mut self, c: Ctx) {
        self.users += 1;
        if let Some(free) = self.inside.iter_mut().find(|i| **i == Ctx::NONE) {
            *free = c;
        }
    }

    fn leave(&mut self, c: Ctx) {
        match self.inside.iter().rposition(|i| *i == c) {
            Some(at) => {
                self.inside[at..].rotate_left(1);
                self.inside[INSIDE - 1] = Ctx::NONE;
                self.users = self.users.saturating_sub(1);
            }
            None if self.deserters > 0 => self.deserters -= 1,
            None => self.users = self.users.saturating_sub(1),
        }
    }

    /// Whether anybody is inside.
    pub fn has_somebody(&self) -> bool {
        self.users > 0 || self.deserters > 0
    }

    /// Who entered last and is known to be inside.
    fn last_inside(&self) -> Option<Ctx> {
        self.inside.iter().rev().copied().find(|c| *c != Ctx::NONE)
    }

    /// A name of this kind that nobody sees yet.
    pub const fn new(kind: NodeKind, form: Form, operations: usize, by: (Ctx, Place)) -> Published {
        Published {
            key: 0,
            kind,
            form,
            operations,
            data: 0,
            mode: 0o644,
            device: 0,
            count: 0,
            by,
            object: 0,
            live: false,
            users: 0,
            deserters: 0,
            inside: [Ctx::NONE; INSIDE],
            path: (0, 0),
        }
    }
}
