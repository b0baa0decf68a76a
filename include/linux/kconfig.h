/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KCONFIG_H
#define _LOCKSTEP_LINUX_KCONFIG_H

/* What every module is compiled with: the compiler forces this file in first, as Kbuild does. */

#include <linux/compiler_types.h>

#define CONFIG_64BIT 1
#define CONFIG_X86_64 1
#define CONFIG_SMP 1
#define CONFIG_PREEMPT 1
#define CONFIG_PREEMPTION 1
#define CONFIG_PREEMPT_COUNT 1
#define CONFIG_MODULES 1
#define CONFIG_MODULE_UNLOAD 1
#define CONFIG_PRINTK 1
#define CONFIG_BUG 1
#define CONFIG_PROC_FS 1
#define CONFIG_SYSFS 1
#define CONFIG_DEBUG_SPINLOCK 1
#define CONFIG_DEBUG_MUTEXES 1
#define CONFIG_DEBUG_ATOMIC_SLEEP 1
#define CONFIG_PROVE_LOCKING 1
#define CONFIG_LOCKDEP 1
#define CONFIG_NR_CPUS 256

#ifndef CONFIG_HZ
#define CONFIG_HZ 250
#endif

/*
 * IS_ENABLED(CONFIG_X) is 1 if CONFIG_X is defined as 1 and 0 if it is not defined at all. Pasting a defined
 * option yields a macro that brings one argument more, which moves the 1 into second place.
 */
#define __lockstep_shift_1 0,
#define __lockstep_second(ignored, value, ...) value
#define __lockstep_defined3(shift) __lockstep_second(shift 1, 0)
#define __lockstep_defined2(value) __lockstep_defined3(__lockstep_shift_##value)
#define __lockstep_defined(option) __lockstep_defined2(option)

#define IS_BUILTIN(option) __lockstep_defined(option)
#define IS_MODULE(option) __lockstep_defined(option##_MODULE)
#define IS_REACHABLE(option) (IS_BUILTIN(option) || IS_MODULE(option))
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))

#endif
