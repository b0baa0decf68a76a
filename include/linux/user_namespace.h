/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_USER_NAMESPACE_H
#define _LOCKSTEP_LINUX_USER_NAMESPACE_H

#include <linux/uidgid.h>

#define init_user_ns (*(struct user_namespace *)8)
#define current_user_ns() (&init_user_ns)

#endif
