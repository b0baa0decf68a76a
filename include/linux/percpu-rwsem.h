/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PERCPU_RWSEM_H
#define _LOCKSTEP_LINUX_PERCPU_RWSEM_H

#include <linux/percpu.h>
#include <linux/rwsem.h>

/* A read-write semaphore whose readers are cheap on Linux; who may be inside together is the same. */
struct percpu_rw_semaphore {
	struct rw_semaphore rw;
};

#define DEFINE_PERCPU_RWSEM(name) struct percpu_rw_semaphore name = { .rw = __RWSEM_INITIALIZER(name.rw) }
#define DEFINE_STATIC_PERCPU_RWSEM(name) static DEFINE_PERCPU_RWSEM(name)
#define percpu_init_rwsem(sem) ({ init_rwsem(&(sem)->rw); 0; })
#define percpu_free_rwsem(sem) ((void)(sem))
#define percpu_down_read(sem) down_read(&(sem)->rw)
#define percpu_down_read_trylock(sem) down_read_trylock(&(sem)->rw)
#define percpu_up_read(sem) up_read(&(sem)->rw)
#define percpu_down_write(sem) down_write(&(sem)->rw)
#define percpu_up_write(sem) up_write(&(sem)->rw)
#define percpu_rwsem_is_held(sem) lockdep_is_held(&(sem)->rw)
#define percpu_rwsem_assert_held(sem) lockdep_assert_held(&(sem)->rw)

#endif
