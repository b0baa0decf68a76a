/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_ASM_UACCESS_H
#define _LOCKSTEP_ASM_UACCESS_H

#include <linux/uaccess.h>

#endif
