/** What a person sees: lines, colours where there is a terminal, progress and tables. */
@NullMarked
package dev.argand.launcher.terminal;

import org.jspecify.annotations.NullMarked;
