/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_UIDGID_H
#define _LOCKSTEP_LINUX_UIDGID_H

/* Ids of users and groups, as types of their own. */

#include <linux/types.h>

struct user_namespace;

typedef struct {
	uid_t val;
} kuid_t;

typedef struct {
	gid_t val;
} kgid_t;

#define KUIDT_INIT(value) ((kuid_t){ value })
#define KGIDT_INIT(value) ((kgid_t){ value })
#define GLOBAL_ROOT_UID KUIDT_INIT(0)
#define GLOBAL_ROOT_GID KGIDT_INIT(0)
#define INVALID_UID KUIDT_INIT(-1)
#define INVALID_GID KGIDT_INIT(-1)
#define __kuid_val(id) ((id).val)
#define __kgid_val(id) ((id).val)
#define uid_eq(a, b) (__kuid_val(a) == __kuid_val(b))
#define gid_eq(a, b) (__kgid_val(a) == __kgid_val(b))
#define uid_lt(a, b) (__kuid_val(a) < __kuid_val(b))
#define gid_lt(a, b) (__kgid_val(a) < __kgid_val(b))
#define uid_valid(id) (__kuid_val(id) != (uid_t)-1)
#define gid_valid(id) (__kgid_val(id) != (gid_t)-1)
#define make_kuid(ns, id) ((void)(ns), KUIDT_INIT(id))
#define make_kgid(ns, id) ((void)(ns), KGIDT_INIT(id))
#define from_kuid(ns, id) ((void)(ns), __kuid_val(id))
#define from_kgid(ns, id) ((void)(ns), __kgid_val(id))
#define from_kuid_munged(ns, id) from_kuid(ns, id)
#define from_kgid_munged(ns, id) from_kgid(ns, id)

#endif
