/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_THREADS_H
#define _LOCKSTEP_LINUX_THREADS_H

#include <linux/kconfig.h>

/* The size of arrays by CPU; how many CPUs there are is nr_cpu_ids. */
#define NR_CPUS CONFIG_NR_CPUS

#endif
