/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CRED_H
#define _LOCKSTEP_LINUX_CRED_H

#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t euid;
	kgid_t egid;
};

static inline const struct cred *current_cred(void)
{
	static const struct cred root;

	return &root;
}

#define get_current_cred() current_cred()
#define get_task_cred(task) ((void)(task), current_cred())
#define __task_cred(task) ((void)(task), current_cred())
#define put_cred(cred) ((void)(cred))
#define current_uid() GLOBAL_ROOT_UID
#define current_gid() GLOBAL_ROOT_GID
#define current_euid() GLOBAL_ROOT_UID
#define current_egid() GLOBAL_ROOT_GID
#define current_fsuid() GLOBAL_ROOT_UID
#define task_uid(task) ((void)(task), GLOBAL_ROOT_UID)
#define task_euid(task) ((void)(task), GLOBAL_ROOT_UID)

#endif
