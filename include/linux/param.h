/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PARAM_H
#define _LOCKSTEP_LINUX_PARAM_H

#include <linux/kconfig.h>

#ifndef HZ
#define HZ CONFIG_HZ
#endif
#define USER_HZ 100

#endif
