/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_POLL_H
#define _LOCKSTEP_LINUX_POLL_H

#include <linux/fs.h>
#include <linux/types.h>
#include <linux/wait.h>

#define POLLIN 0x0001
#define POLLPRI 0x0002
#define POLLOUT 0x0004
#define POLLERR 0x0008
#define POLLHUP 0x0010
#define POLLRDNORM 0x0040
#define POLLWRNORM 0x0100
#define EPOLLIN ((__poll_t)0x0001)
#define EPOLLPRI ((__poll_t)0x0002)
#define EPOLLOUT ((__poll_t)0x0004)
#define EPOLLERR ((__poll_t)0x0008)
#define EPOLLHUP ((__poll_t)0x0010)
#define EPOLLRDNORM ((__poll_t)0x0040)
#define EPOLLWRNORM ((__poll_t)0x0100)
#define EPOLLRDHUP ((__poll_t)0x2000)
#define POLLRDHUP 0x2000
#define POLLNVAL 0x0020
#define POLLRDBAND 0x0080
#define POLLWRBAND 0x0200
#define EPOLLRDBAND ((__poll_t)0x0080)
#define EPOLLWRBAND ((__poll_t)0x0200)
#define DEFAULT_POLLMASK (EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM)

struct poll_table_struct {
	void (*_qproc)(struct file *file, wait_queue_head_t *head, struct poll_table_struct *table);
	__poll_t _key;
};
typedef struct poll_table_struct poll_table;

static inline void poll_wait(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	if (table && table->_qproc && head)
		table->_qproc(file, head, table);
}

#define poll_does_not_wait(table) (!(table) || !(table)->_qproc)
#define poll_requested_events(table) ((table) ? (table)->_key : ~(__poll_t)0)

#endif
