/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_UAPI_ASM_GENERIC_ERRNO_BASE_H
#define _LOCKSTEP_UAPI_ASM_GENERIC_ERRNO_BASE_H

#include <linux/errno-base.h>

#endif
