//! `/proc/cpuinfo`.

use std::fmt::Write;

/// The text of `/proc/cpuinfo`, in the form of x86: a block for each CPU, each followed by an empty line.
pub fn cpuinfo(cpus: u16) -> String {
    let mut text = String::new();
    for cpu in 0..cpus {
        let mut line = |name: &str, value: &str| {
            // Names are padded with tabs to the sixteenth column, but never without one.
            let tabs = if name.len() < 8 { "\t\t" } else { "\t" };
            let _ = writeln!(text, "{name}{tabs}: {value}");
        };
        let (cpu, all) = (cpu.to_string(), cpus.to_string());
        line("processor", &cpu);
        line("vendor_id", "Lockstep");
        line("cpu family", "6");
        line("model", "1");
        line("model name", "Lockstep virtual CPU");
        line("stepping", "1");
        line("microcode", "0x1");
        line("cpu MHz", "1000.000");
        line("cache size", "1024 KB");
        line("physical id", "0");
        line("siblings", &all);
        line("core id", &cpu);
        line("cpu cores", &all);
        line("apicid", &cpu);
        line("initial apicid", &cpu);
        line("fpu", "yes");
        line("fpu_exception", "yes");
        line("cpuid level", "1");
        line("wp", "yes");
        line("flags", "fpu tsc cx8 apic cmov mmx fxsr sse sse2 ht syscall nx lm constant_tsc cx16");
        text.push_str("bugs\t\t:\n");
        let mut line = |name: &str, value: &str| {
            let _ = writeln!(text, "{name}\t: {value}");
        };
        line("bogomips", "2000.00");
        line("clflush size", "64");
        line("cache_alignment", "64");
        line("address sizes", "46 bits physical, 48 bits virtual");
        text.push_str("power management:\n\n");
    }
    text
}
