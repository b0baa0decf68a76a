/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_POLL_H
#define _LOCKSTEP_LINUX_POLL_H

#include <linux/fs.h>
#include <linux/types.h>

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

#endif
