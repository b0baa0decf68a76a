//! Data of ours that modules see, at fixed places in the region.

use machine::layout::{bus_type, class, kobj_type, kobject};
use region::layout::{KERNEL, Part};

/// `nr_cpu_ids`
pub const NR_CPU_IDS: usize = KERNEL.start + 72;
/// CPU masks that nobody may write: that of all CPUs, and one for each CPU, of [`CPU_MASK_SIZE`] bytes each.
pub const CPU_MASKS: Part = Part { start: KERNEL.start + 0x8_0000, size: 4096 };
/// `sizeof(struct cpumask)`
pub const CPU_MASK_SIZE: usize = 32;
/// Where the texts of string parameters are kept.
pub const STRINGS: Part = Part { start: KERNEL.start + 0x4_0000, size: 0x4_0000 };

/// The kernel's own kobjects, their types, and the pointers to them.
pub const KOBJECTS: Part = Part { start: KERNEL.start + 0xa_0000, size: 4096 };
/// `kobj_sysfs_ops`
pub const KOBJ_SYSFS_OPS: usize = KOBJECTS.start;
/// The type of what `kobject_create_and_add` makes.
pub const DYNAMIC_KOBJ_KTYPE: usize = KOBJECTS.start + 16;
/// The type of what `kset_create_and_add` makes.
pub const KSET_KTYPE: usize = DYNAMIC_KOBJ_KTYPE + kobj_type::SIZE;
/// The type of devices.
pub const DEVICE_KTYPE: usize = KSET_KTYPE + kobj_type::SIZE;
/// `platform_bus_type`
pub const PLATFORM_BUS: usize = KOBJECTS.start + 1536;
/// The class of miscellaneous devices.
pub const MISC_CLASS: usize = KOBJECTS.start + 1664;
/// An empty text.
pub const NOTHING: usize = KOBJECTS.start + 1792;
const PLATFORM_NAME: usize = KOBJECTS.start + 1800;
const MISC_NAME: usize = KOBJECTS.start + 1816;
/// The release function of devices that `device_create` makes; nobody but the kernel calls it.
pub const DEVICE_FREE: usize = KOBJECTS.start + 2048;
/// The release function of devices that `platform_device_alloc` makes.
pub const PLATFORM_FREE: usize = KOBJECTS.start + 2049;
/// The kobjects that modules may put theirs under: the name of the pointer, and the directory.
pub const ROOTS: [(&str, &str); 6] = [
    ("firmware_kobj", "/sys/firmware"),
    ("fs_kobj", "/sys/fs"),
    ("hypervisor_kobj", "/sys/hypervisor"),
    ("kernel_kobj", "/sys/kernel"),
    ("mm_kobj", "/sys/kernel/mm"),
    ("power_kobj", "/sys/power"),
];
/// Where the pointers to [`ROOTS`] lie, 8 bytes each.
pub const ROOT_POINTERS: usize = KOBJECTS.start + 256;
const ROOT_OBJECTS: usize = KOBJECTS.start + 512;
const ROOT_NAMES: usize = KOBJECTS.start + 1024;
const ROOT_NAME: usize = 16;

/// Which of [`ROOTS`] the kobject at `address` is.
pub fn root(address: usize) -> Option<usize> {
    let n = address.checked_sub(ROOT_OBJECTS)? / kobject::SIZE;
    (n < ROOTS.len()).then_some(n)
}

/// What [`KOBJECTS`] holds when the machine is turned on: addresses and bytes.
pub fn kobjects() -> Vec<(usize, Vec<u8>)> {
    let word = |at: usize, value: usize| (at, (value as u64).to_le_bytes().to_vec());
    let mut bytes = Vec::new();
    for kind in [DYNAMIC_KOBJ_KTYPE, KSET_KTYPE, DEVICE_KTYPE] {
        bytes.push(word(kind + kobj_type::OPS, KOBJ_SYSFS_OPS));
    }
    bytes.push(word(PLATFORM_BUS + bus_type::NAME, PLATFORM_NAME));
    bytes.push((PLATFORM_NAME, b"platform".to_vec()));
    bytes.push(word(MISC_CLASS + class::NAME, MISC_NAME));
    bytes.push((MISC_NAME, b"misc".to_vec()));
    for (n, (_, path)) in ROOTS.iter().enumerate() {
        let (object, name) = (ROOT_OBJECTS + n * kobject::SIZE, ROOT_NAMES + n * ROOT_NAME);
        bytes.push(word(ROOT_POINTERS + 8 * n, object));
        bytes.push(word(object + kobject::NAME, name));
        bytes.push(word(object + kobject::KTYPE, DYNAMIC_KOBJ_KTYPE));
        // A reference, and the bits that say that it is initialised and in sysfs.
        bytes.push(word(object + kobject::KREF, 1 | 3 << 32));
        bytes.push((name, path.rsplit('/').next().unwrap_or("").as_bytes().to_vec()));
    }
    bytes
}
