use crate::Vm;
use detect::{Finding, oops};
use engine::Ctx;
use machine::{Access, AccessKind, Atomic, Kfree, Misuse, Place, What, objects};
use region::{Memory, layout};

impl Vm {
    /// The running context is about to load or store; its own instruction does so right after this returns, with
    /// nobody in between. Marked accesses and promoted places are scheduling points.
    #[inline]
    pub fn access(&mut self, access: Access, place: Place) {
        self.announce(access, place, true);
    }

    /// An access of a library function after its first: one call makes several at one place, which are no turns of a
    /// loop.
    pub fn access_again(&mut self, access: Access, place: Place) {
        self.announce(access, place, false);
    }

    /// The one body of both: duplicated, it would be too large to be inlined into.
    #[inline(never)]
    fn announce(&mut self, access: Access, place: Place, polls: bool) {
        let c = self.current;
        let Access { address, size, kind } = access;
        let kind = self.race.counts_as(c, kind);
        // Made of its parts wherever it is used: it stays in registers.
        let access = || Access { address, size, kind };
        if let Some(finding) = oops::access(c, &access(), place) {
            self.find(finding);
        }
        if kind.is_marked() || self.promotion.contains(place.pc) {
            self.operate_access(access(), place, polls);
        } else if !self.begins_event(c, place) {
            self.leave();
        } else {
            self.machine.pass_time();
            self.plain(c, &access());
        }
        self.check(c, &access(), place);
        if self.recording.is_on() {
            self.record_access(c, access(), place);
        }
    }

    /// What polling contexts and awaits have to know of a plain access.
    #[inline(always)]
    fn plain(&mut self, c: Ctx, access: &Access) {
        if access.kind.writes() {
            self.awaits.impure(c);
            self.awaits.written(objects::memory(access.address));
            if self.machine.awaiting() > 0 {
                self.machine.changed(objects::memory(access.address));
            }
        } else {
            self.awaits.read(c, objects::memory(access.address));
        }
    }

    /// Counts a call that is no operation: nobody else can observe it.
    pub fn event(&mut self, place: Place) {
        let c = self.current;
        if !self.begins_event(c, place) {
            self.leave();
        }
        self.machine.pass_time();
    }

    /// What the kernel prints for an address: `name+0x12/0x40 [module]`, or without the offset.
    pub fn symbol(&self, address: usize, offset: bool) -> String {
        let known = self.functions.iter().find(|f| (f.start..f.start + f.size.max(1)).contains(&address));
        let resident = self.userland.residents.iter().rev().find(|p| (p.base..p.end()).contains(&address));
        let module = resident.map_or(self.name.as_str(), |p| p.name.as_str());
        match known {
            Some(f) if offset => {
                format!("{}+{:#x}/{:#x} [{module}]", f.name, address - f.start, f.size)
            }
            Some(f) => format!("{} [{module}]", f.name),
            None => format!("{address:#x}"),
        }
    }

    /// The checks of an access that happens at this moment.
    #[inline(always)]
    fn check(&mut self, c: Ctx, access: &Access, place: Place) {
        if let Some(finding) = self.heap.access(c, access, place) {
            self.find(finding);
        } else if self.looks.0
            && let Some(finding) = self.race.access(c, access, place)
        {
            self.find(finding);
        }
        if access.kind == AccessKind::MarkedRead && access.size == 8 {
            self.depend(c, access.address);
        }
        if self.findings.is_fatal() {
            self.leave();
        }
    }

    /// The running context asserts that nobody else writes these bytes, or that nobody else uses them.
    pub fn asserts_exclusive(&mut self, address: usize, size: usize, writers: bool, place: Place) {
        let c = self.current;
        if !self.begins_event(c, place) {
            self.leave();
        }
        let kind = if writers { AccessKind::MarkedRead } else { AccessKind::MarkedWrite };
        let access = Access { address, size: size.min(4096) as u32, kind };
        if let Some(finding) = oops::access(c, &access, place).or_else(|| self.heap.access(c, &access, place))
        {
            self.find(finding);
        } else if self.looks.0
            && let Some(finding) = self.race.asserts(c, (address, size.min(4096)), writers, place)
        {
            self.find(finding);
        }
        if self.recording.is_on() {
            let access = Access { kind: AccessKind::MarkedRead, ..access };
            let value = self.machine.memory.load(address, size.min(8)).unwrap_or(0);
            self.record(c, place, What::Accessed(access, value));
        }
        if self.findings.is_fatal() {
            self.leave();
        }
    }

    /// A marked load returns a pointer: accesses through it may depend on it.
    fn depend(&mut self, c: Ctx, address: usize) {
        let Some(pointer) = self.machine.memory.load(address, 8) else { return };
        let pointer = pointer as usize;
        let heap = self.machine.heap().find(pointer).map(|o| o.address..o.address + o.size);
        let variable = || {
            let before = self.variables.partition_point(|v| v.start <= pointer).checked_sub(1)?;
            Some(self.variables[before].clone()).filter(|v| v.contains(&pointer))
        };
        if let Some(object) = heap.or_else(variable) {
            self.race.depends(c, object.start, object.end);
        }
    }

    /// An atomic read-modify-write of the running context; the old value.
    pub fn atomic(&mut self, atomic: Atomic, place: Place) -> u64 {
        let c = self.current;
        let kind = AccessKind::Rmw(atomic.order);
        let access = Access { address: atomic.address, size: atomic.size.into(), kind };
        if let Some(finding) = oops::access(c, &access, place) {
            self.find(finding);
        }
        let old = self.op(atomic, place);
        let stored = atomic.result(old).is_some();
        // A conditional operation that fails orders nothing (Documentation/atomic_t.txt).
        let kind = if stored { kind } else { AccessKind::MarkedRead };
        self.check(c, &Access { kind, ..access }, place);
        if self.recording.is_on()
            && let Some(i) = self.record(c, place, What::Accessed(Access { kind, ..access }, old))
        {
            let after = atomic.result(old);
            if let Some(r) = self.recording.last_mut(i) {
                r.after = after;
            }
        }
        old
    }

    /// Gives `size` bytes of the heap to the running context, filled with `fill`; 0: there are none left.
    pub fn allocate(&mut self, size: usize, fill: u8, place: Place) -> usize {
        self.allocate_of(size, 16, machine::Origin::Kmalloc, fill, place)
    }

    /// The same at a multiple of `align`, from that allocator.
    pub fn allocate_of(
        &mut self,
        size: usize,
        align: usize,
        origin: machine::Origin,
        fill: u8,
        place: Place,
    ) -> usize {
        let c = self.current;
        if !self.begins_event(c, place) {
            self.leave();
        }
        self.awaits.impure(c);
        let Some(index) = self.machine.allocate_of(c, size, align, origin, place.pc) else { return 0 };
        let object = self.machine.heap().objects()[index];
        self.machine.memory.fill(object.address, size, fill);
        self.heap.allocated(index, &object);
        object.address
    }

    /// Gives `size` bytes for each CPU to the running context, all zero: the per-CPU pointer; 0: there are none left.
    pub fn allocate_percpu(&mut self, size: usize, align: usize, place: Place) -> usize {
        let c = self.current;
        if !self.begins_event(c, place) {
            self.leave();
        }
        self.awaits.impure(c);
        let Some((index, pointer)) = self.machine.allocate_percpu(c, size, align, place.pc) else { return 0 };
        for i in index..index + usize::from(self.machine.config().cpus) {
            let object = self.machine.heap().objects()[i];
            self.machine.memory.fill(object.address, size, 0);
            self.heap.allocated(i, &object);
        }
        pointer
    }

    /// The running context frees the object that a per-CPU pointer names: a plain write of all its copies.
    pub fn free_percpu(&mut self, pointer: usize, place: Place) {
        let c = self.current;
        if !self.begins_event(c, place) {
            self.leave();
        }
        self.awaits.impure(c);
        match self.machine.free_percpu(c, pointer, place.pc) {
            Ok(index) => {
                for i in index..index + usize::from(self.machine.config().cpus) {
                    self.freed(c, i, place);
                }
            }
            Err(misuse) => self.misuse(misuse, place),
        }
    }

    /// What the detectors and the story have to know of an object that was freed.
    fn freed(&mut self, c: Ctx, index: usize, place: Place) {
        let object = self.machine.heap().objects()[index];
        let address = object.address;
        let access = Access { address, size: object.size as u32, kind: AccessKind::Write };
        if let Some(finding) = self.race.access_rarely(c, &access, place) {
            self.find(finding);
        }
        if self.recording.is_on() {
            self.record(c, place, What::Performed(Kfree { address }.into(), Some(0)));
        }
        self.heap.freed(index, &object);
        self.judge(|vm| detect::freed::freed(c, &object, place, &vm.machine, &mut vm.findings));
    }

    /// The running context gives the object at `address` to `kfree`, which takes those of `kmalloc` and of caches.
    pub fn free(&mut self, address: usize, place: Place) {
        let heap = self.machine.heap();
        let object = heap.find(address).filter(|o| o.address == address);
        match object.map(|o| o.origin) {
            Some(machine::Origin::Pages | machine::Origin::Vmalloc) => {
                self.misuse(Misuse::NotAllocated { address }, place);
            }
            _ => self.release(address, place),
        }
    }

    /// The running context frees the object at `address`: a plain write of all its bytes.
    pub fn release(&mut self, address: usize, place: Place) {
        let c = self.current;
        if self.promotion.contains(place.pc) {
            self.op(Kfree { address }, place);
        } else if !self.begins_event(c, place) {
            self.leave();
        }
        self.awaits.impure(c);
        if self.machine.is_percpu_object(address) {
            return self.misuse(Misuse::NotAllocated { address }, place);
        }
        match self.machine.free(c, address, place.pc) {
            Ok(index) => self.freed(c, index, place),
            Err(misuse) => self.misuse(misuse, place),
        }
    }

    /// The running context broke a rule; does not return if that ends the execution.
    pub fn misuse(&mut self, misuse: Misuse, place: Place) {
        self.find(Finding { defect: detect::Defect::Misuse(misuse), context: self.current, place });
        if self.findings.is_fatal() {
            self.leave();
        }
    }

    /// The running context's call touches `size` bytes at `address` on the module's behalf: a library function's
    /// loads and stores, checked like the module's own.
    pub fn touch(&mut self, address: usize, size: usize, kind: AccessKind, place: Place) {
        if size > 0 {
            self.access_again(Access { address, size: size as u32, kind }, place);
        }
    }

    fn record_access(&mut self, c: Ctx, access: Access, place: Place) {
        let size = access.size.min(8).next_power_of_two() as usize;
        let size = if size > access.size as usize { size / 2 } else { size };
        let value = self.machine.memory.load(access.address, size.max(1)).unwrap_or(0);
        let promoted = access.kind.is_marked() || self.promotion.contains(place.pc);
        let i = match promoted {
            // The operation itself was recorded as performed; it becomes the access.
            true => self.recording.last(),
            false => self.record(c, place, What::Accessed(access, value)),
        };
        if let Some(r) = i.and_then(|i| self.recording.last_mut(i)) {
            r.event.what = What::Accessed(access, value);
        }
        if access.kind.writes() {
            self.recording.stored = i.map(|i| (i, access.address, size.max(1) as u32));
        }
    }

    /// The store that was announced last has happened: notes what it stored.
    #[cold]
    pub(crate) fn settle_store(&mut self) {
        if let Some((i, address, size)) = self.recording.stored.take() {
            let value = self.machine.memory.load(address, size as usize);
            if let Some(r) = self.recording.last_mut(i) {
                r.after = value;
            }
        }
    }

    /// Return addresses up the stack of `c` from `place`, 0-terminated.
    pub fn frames(&self, c: Ctx, place: Place) -> [usize; crate::FRAMES] {
        let mut frames = [0; crate::FRAMES];
        if place.pc == 0 {
            return frames;
        }
        frames[0] = place.pc;
        let stack = layout::stack(c.index());
        let mut fp = place.fp;
        for slot in &mut frames[1..] {
            if !stack.contains(&fp) || !stack.contains(&(fp + 8)) || !fp.is_multiple_of(8) {
                break;
            }
            let (Some(up), Some(pc)) = (self.machine.memory.load(fp, 8), self.machine.memory.load(fp + 8, 8))
            else {
                break;
            };
            if !self.loaded.text.contains(&(pc as usize)) {
                break;
            }
            *slot = pc as usize;
            if up as usize <= fp {
                break;
            }
            fp = up as usize;
        }
        frames
    }
}

impl Vm {
    /// The running context initialises an object of C memory.
    pub fn initialise(&mut self, kind: machine::Kind, address: usize, place: Place) {
        self.initialise_named(kind, address, 0, place);
    }

    /// The same for an object whose initialiser is given the address of its name.
    pub fn initialise_named(&mut self, kind: machine::Kind, address: usize, name: usize, place: Place) {
        self.event(place);
        self.awaits.impure(self.current);
        self.check_object(address, place);
        let initialised = self.machine.initialise(kind, address);
        self.machine.initialised_at(address, place.pc, name);
        if let Err(misuse) = initialised {
            self.misuse(misuse, place);
        }
    }

    /// Initialising is a plain write of the object's first bytes.
    fn check_object(&mut self, address: usize, place: Place) {
        let c = self.current;
        let access = Access { address, size: 8, kind: AccessKind::Write };
        let found = oops::access(c, &access, place)
            .or_else(|| self.heap.access(c, &access, place))
            .or_else(|| self.race.access_rarely(c, &access, place));
        if let Some(finding) = found {
            self.find(finding);
        }
        if self.findings.is_fatal() {
            self.leave();
        }
    }

    /// The state field of the running task is written, after the access was announced.
    pub fn set_task_state(&mut self, address: usize, state: u64) {
        self.machine.memory.store(address, 4, state);
    }
}
