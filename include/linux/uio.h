/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_UIO_H
#define _LOCKSTEP_LINUX_UIO_H

#include <linux/types.h>

struct iov_iter;

#endif
