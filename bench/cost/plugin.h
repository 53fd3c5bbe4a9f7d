/* The few functions of QEMU's plugin interface that our plugins need, declared here so that no header has to be installed.
 * API is set by the build, which tries the versions that QEMU releases ask for. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>

#define SHOWN __attribute__((visibility("default")))
struct block;
enum { NO_REGISTERS = 0 };

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*seen)(uint64_t, struct block *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct block *, void (*run)(unsigned, void *), int, void *);
size_t qemu_plugin_tb_n_insns(const struct block *);
uint64_t qemu_plugin_tb_vaddr(const struct block *);
typedef void syscall_seen(uint64_t id, unsigned cpu, int64_t number, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                          uint64_t, uint64_t, uint64_t);
void qemu_plugin_register_vcpu_syscall_cb(uint64_t id, syscall_seen *);

SHOWN int qemu_plugin_version = API;
