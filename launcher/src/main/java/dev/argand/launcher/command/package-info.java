/**
 * The commands of {@code argand}, one class each. A command reads its options, says what is wrong
 * with them in one line, and hands over to the classes that do the work.
 */
@NullMarked
package dev.argand.launcher.command;

import org.jspecify.annotations.NullMarked;
