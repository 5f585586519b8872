/**
 * Argand on one machine: the command line, the services wired together, and the tour. The only
 * module that may see every service and the embedded broker; nothing depends on it.
 */
@NullMarked
package dev.argand.launcher;

import org.jspecify.annotations.NullMarked;
