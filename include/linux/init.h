/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_INIT_H
#define _LOCKSTEP_LINUX_INIT_H

#include <linux/compiler_types.h>

#define __init __section(".init.text") __cold
#define __initdata __section(".init.data")
#define __initconst __section(".init.rodata")
#define __exit __section(".exit.text") __used __cold
#define __exitdata __section(".exit.data")
#define __exitconst __section(".exit.rodata")
#define __ref
#define __refdata
#define __refconst
#define __devinit
#define __devexit
#define __devinitdata

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

#endif
