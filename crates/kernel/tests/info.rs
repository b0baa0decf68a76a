//! The files that tell of the kernel look as on Linux, column by column.

use kernel::info::{
    config, cpuinfo::cpuinfo, interrupts, kallsyms, loadavg::loadavg, meminfo, modules, softirqs::softirqs,
    stat, uptime::uptime, version,
};

#[test]
fn cpuinfo_has_a_block_for_each_cpu() {
    let text = cpuinfo(2);
    let blocks: Vec<_> = text.split_terminator("\n\n").collect();
    assert_eq!(blocks.len(), 2);
    assert!(blocks[1].starts_with("processor\t: 1\nvendor_id\t: Lockstep\ncpu family\t: 6\nmodel\t\t: 1\n"));
    assert!(blocks[1].contains("\nmodel name\t: Lockstep virtual CPU\n"));
    assert!(blocks[1].contains("\nfpu\t\t: yes\nfpu_exception\t: yes\n"));
    assert!(blocks[1].contains("\nbugs\t\t:\nbogomips\t: 2000.00\n"));
    assert!(text.ends_with("power management:\n\n"));
}

#[test]
fn interrupts_has_a_column_for_each_cpu() {
    let line = interrupts::Line {
        number: 1,
        counts: vec![9, 0],
        chip: "IO-APIC".into(),
        hardware: 1,
        flow: "edge".into(),
        actions: vec!["i8042".into(), "mine".into()],
    };
    let local = interrupts::Local { timer: vec![250, 12345], ..Default::default() };
    let expected = "           CPU0       CPU1       \n\
                    \x20 1:          9          0   IO-APIC   1-edge      i8042, mine\n\
                    LOC:        250      12345   Local timer interrupts\n\
                    RES:          0          0   Rescheduling interrupts\n\
                    CAL:          0          0   Function call interrupts\n\
                    ERR:          0\n\
                    MIS:          0\n";
    assert_eq!(interrupts::interrupts(2, &[line], &local), expected);
}

#[test]
fn softirqs_has_the_ten_names() {
    let text = softirqs(2, |n, cpu| if n == 6 { 40 + u64::from(cpu) } else { 0 });
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "                    CPU0       CPU1       ");
    assert_eq!(lines[1], "          HI:          0          0");
    assert_eq!(lines[7], "     TASKLET:         40         41");
    assert_eq!(lines.len(), 11);
}

#[test]
fn modules_says_who_uses_whom() {
    let hello = modules::Module {
        name: "hello".into(),
        size: 16384,
        users: 0,
        used_by: vec![],
        state: modules::State::Live,
        address: 0xffff_ffff_c000_0000,
        taints: "O".into(),
        permanent: false,
    };
    let base = modules::Module {
        name: "base".into(),
        users: 2,
        used_by: vec!["b".into(), "a".into()],
        state: modules::State::Loading,
        ..hello.clone()
    };
    let stays = modules::Module {
        name: "stays".into(),
        permanent: true,
        users: 1,
        taints: String::new(),
        ..hello.clone()
    };
    assert_eq!(
        modules::modules(&[hello, base, stays]),
        "hello 16384 0 - Live 0xffffffffc0000000 (O)\n\
         base 16384 2 b,a, Loading 0xffffffffc0000000 (O)\n\
         stays 16384 1 [permanent], Live 0xffffffffc0000000\n"
    );
}

#[test]
fn kallsyms_names_the_module() {
    let symbol = |module: Option<&str>| kallsyms::Symbol {
        address: 0xffff_ffff_c000_0000,
        kind: 't',
        name: "hello_init".into(),
        module: module.map(Into::into),
    };
    assert_eq!(
        kallsyms::kallsyms(&[symbol(Some("hello")), symbol(None)]),
        "ffffffffc0000000 t hello_init\t[hello]\nffffffffc0000000 t hello_init\n"
    );
}

#[test]
fn meminfo_is_in_kilobytes() {
    let memory = meminfo::Memory { total: 2 << 30, free: 1 << 30, slab: 12 << 10, vmalloc: 0, percpu: 4096 };
    let text = meminfo::meminfo(&memory);
    assert!(text.starts_with("MemTotal:        2097152 kB\nMemFree:         1048576 kB\n"));
    assert!(text.contains("\nSlab:                 12 kB\n"));
    assert!(text.contains("\nVmallocTotal:   34359738367 kB\n"));
}

#[test]
fn uptime_has_hundredths() {
    assert_eq!(uptime(12_345_678_901, 50_000_000), "12.34 0.05\n");
}

#[test]
fn version_names_the_preemption_model() {
    assert_eq!(
        version::version("gcc (Debian 12.2.0-14) 12.2.0", "PREEMPT"),
        "Linux version 6.1.0-lockstep (root@lockstep) (gcc (Debian 12.2.0-14) 12.2.0) #1 SMP PREEMPT\n"
    );
    assert_eq!(version::build(""), "#1 SMP");
}

#[test]
fn stat_sums_the_cpus() {
    let spent =
        stat::Spent { user: 10_000_000, system: 20_000_000, idle: 30_000_000, irq: 0, softirq: 40_000_000 };
    let mut softirqs = [0; 10];
    softirqs[1] = 7;
    let counts = stat::Counts {
        cpus: vec![spent, spent],
        interrupts: 5,
        switches: 6,
        tasks: 8,
        running: 1,
        blocked: 0,
        softirqs,
    };
    assert_eq!(
        stat::stat(&counts),
        "cpu  2 0 4 6 0 0 8 0 0 0\ncpu0 1 0 2 3 0 0 4 0 0 0\ncpu1 1 0 2 3 0 0 4 0 0 0\nintr 5\nctxt 6\nbtime 0\n\
         processes 8\nprocs_running 1\nprocs_blocked 0\nsoftirq 7 0 7 0 0 0 0 0 0 0 0\n"
    );
}

#[test]
fn loadavg_is_in_hundredths() {
    assert_eq!(loadavg([5, 100, 0], 1, 42, 107), "0.05 1.00 0.00 1/42 107\n");
}

#[test]
fn config_has_the_options_of_the_headers_and_the_preemption_model_of_the_machine() {
    assert_eq!(config::PATH, format!("/boot/config-{}", version::RELEASE));
    let full = config::config("PREEMPT");
    for line in ["CONFIG_NR_CPUS=256", "CONFIG_SMP=y", "CONFIG_PREEMPT=y", "CONFIG_HZ=250", "CONFIG_64BIT=y"]
    {
        assert!(full.lines().any(|l| l == line), "no {line} in {full}");
    }
    let none = config::config("");
    assert!(none.lines().any(|l| l == "# CONFIG_PREEMPT is not set"), "{none}");
    assert!(none.lines().any(|l| l == "CONFIG_SMP=y"), "{none}");
}
