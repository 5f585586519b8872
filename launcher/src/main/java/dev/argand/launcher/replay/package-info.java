/** Past audio recognised again, and two models compared on it. */
@NullMarked
package dev.argand.launcher.replay;

import org.jspecify.annotations.NullMarked;
