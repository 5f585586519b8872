/** Measures the recognition stream: sources a core, latency, and where the CPU time goes. */
@NullMarked
package dev.argand.launcher.bench;

import org.jspecify.annotations.NullMarked;
