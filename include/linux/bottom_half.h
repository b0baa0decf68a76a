/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_BOTTOM_HALF_H
#define _LOCKSTEP_LINUX_BOTTOM_HALF_H

extern void local_bh_disable(void);
extern void local_bh_enable(void);

#endif
