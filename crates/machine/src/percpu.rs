//! Per-CPU data: one copy of a variable for each CPU.
//!
//! A per-CPU pointer is no address of a copy. It points into a *template*, and the copy of CPU `n` lies `n` strides
//! after the first copy, at the template's offset: a function of pointer and CPU alone. The template of a module's
//! static variables is its section `.data..percpu`, which nobody may write; that of a dynamic object is a part of the
//! heap that belongs to no object. So whoever uses a per-CPU pointer without asking for a copy is found out.
//!
//! A freed object keeps its entry: its copies can still be named, and their use is a use after free.

use crate::heap::REDZONE;
use crate::{Allocation, Machine, Misuse, heap::Origin};
use engine::Ctx;
use region::Memory;

/// A range of per-CPU pointers and where the copies lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PerCpu {
    /// The first pointer.
    pub template: usize,
    /// How many bytes each copy has.
    pub size: usize,
    /// The address of CPU 0's copy.
    pub first: usize,
    /// From one copy to the next.
    pub stride: usize,
}

impl PerCpu {
    /// The address of CPU `cpu`'s copy of all of it.
    pub fn copy(&self, cpu: u16) -> usize {
        self.first + usize::from(cpu) * self.stride
    }
}

/// What a pointer that is no per-CPU pointer leads to, as far away from all memory as Linux's offsets would bring it.
const NOWHERE: usize = 0xffff_8000_0000_0000;

/// The largest dynamic object of a CPU (`PCPU_MIN_UNIT_SIZE`).
const LARGEST: usize = 32 << 10;
const LARGEST_ALIGN: usize = 4096;

impl<M: Memory> Machine<M> {
    /// The static per-CPU variables of a module, present in every execution from the next one on.
    pub fn add_static_percpu(&mut self, area: PerCpu) {
        self.percpu.truncate(self.static_percpu);
        self.percpu.push(area);
        self.static_percpu += 1;
    }

    /// The static per-CPU variables of a module that is loaded into a running machine.
    pub fn add_resident_percpu(&mut self, area: PerCpu) {
        self.percpu.insert(self.static_percpu, area);
        self.static_percpu += 1;
    }

    /// The address of CPU `cpu`'s copy of what `pointer` points to; somewhere bad for what is no per-CPU pointer, and
    /// for a CPU that does not exist. `NULL` stays what it is.
    pub fn percpu_copy(&self, pointer: usize, cpu: u16) -> usize {
        let area = self.percpu.iter().rev().find(|a| pointer.wrapping_sub(a.template) < a.size.max(1));
        match area {
            Some(area) if cpu < self.config.cpus => area.copy(cpu) + (pointer - area.template),
            None if pointer < 4096 => pointer,
            _ => pointer.wrapping_add(NOWHERE),
        }
    }

    /// The per-CPU pointer and the CPU that `address`, in a copy, belongs to.
    pub fn percpu_pointer(&self, address: usize) -> Option<(usize, u16)> {
        self.percpu.iter().rev().find_map(|area| {
            let offset = address.checked_sub(area.first)?;
            let (cpu, within) = (offset / area.stride, offset % area.stride);
            let inside = cpu < usize::from(self.config.cpus) && within < area.size;
            inside.then_some((area.template + within, cpu as u16))
        })
    }

    /// Whether `address` is the pointer that `alloc_percpu` returned.
    pub fn is_percpu_object(&self, address: usize) -> bool {
        self.percpu[self.static_percpu..].iter().any(|a| a.template == address)
    }

    /// Gives an object of `size` bytes for each CPU to `c`, who asks from `pc`: the index of CPU 0's copy among the
    /// objects of the heap, where the others follow, and the per-CPU pointer. `None`: there is no memory, or too much
    /// is asked.
    pub fn allocate_percpu(
        &mut self,
        c: Ctx,
        size: usize,
        align: usize,
        pc: usize,
    ) -> Option<(usize, usize)> {
        if size == 0 || size > LARGEST || align > LARGEST_ALIGN || !align.is_power_of_two() {
            return None;
        }
        let (align, cpus) = (align.max(16), usize::from(self.config.cpus));
        let stride = (size.next_multiple_of(16) + REDZONE).next_multiple_of(align);
        let template = self.reserve(c, (cpus + 1) * stride + align)?.next_multiple_of(align);
        let origin = Origin::Kmalloc;
        let index =
            self.heap.add(Allocation { address: template, size, by: (c, pc), freed: None, origin }) + 1;
        let area = PerCpu { template, size, first: template + stride, stride };
        for cpu in 0..self.config.cpus {
            self.heap.add(Allocation { address: area.copy(cpu), size, by: (c, pc), freed: None, origin });
        }
        self.percpu.push(area);
        Some((index, template))
    }

    /// Marks the object that `pointer` names as freed, with all its copies: the index of the first copy.
    pub fn free_percpu(&mut self, c: Ctx, pointer: usize, pc: usize) -> Result<usize, Misuse> {
        if !self.is_percpu_object(pointer) {
            return Err(Misuse::NotAllocated { address: pointer });
        }
        let template = self.free(c, pointer, pc)?;
        for cpu in 0..usize::from(self.config.cpus) {
            let address = self.heap.objects()[template + 1 + cpu].address;
            self.free(c, address, pc)?;
        }
        Ok(template + 1)
    }
}
