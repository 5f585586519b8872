/**
 * What the console shows, folded from topics record by record: pure state, bounded in size, no
 * client and no clock of its own.
 *
 * <p>Each board is one slice of the page's state; {@link dev.argand.console.board.Boards} holds
 * them all and decodes records for them. Times in views are milliseconds since 1970, UTC.
 */
@NullMarked
package dev.argand.console.board;

import org.jspecify.annotations.NullMarked;
