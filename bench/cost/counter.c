/* A plugin for QEMU's user mode that counts the instructions of the program it runs, and prints the count whenever the
 * program makes the marking system call. */
#include "plugin.h"

static uint64_t counted;

/* A callback and not the quicker inline addition: only this one is the same in all QEMU releases. */
static void on_run(unsigned cpu, void *instructions) { counted += (uintptr_t)instructions; }

static void on_block(uint64_t id, struct block *block) {
  qemu_plugin_register_vcpu_tb_exec_cb(block, on_run, NO_REGISTERS, (void *)qemu_plugin_tb_n_insns(block));
}

static void on_syscall(uint64_t id, unsigned cpu, int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                       uint64_t e, uint64_t f, uint64_t g, uint64_t h) {
  if (number == SYS_getpriority) fprintf(stderr, "instructions %" PRIu64 "\n", counted);
}

SHOWN int qemu_plugin_install(uint64_t id, const void *about, int count, char **arguments) {
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
  qemu_plugin_register_vcpu_syscall_cb(id, on_syscall);
  return 0;
}
