/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_SWAB_H
#define _LOCKSTEP_LINUX_SWAB_H

#include <asm/byteorder.h>

#endif
