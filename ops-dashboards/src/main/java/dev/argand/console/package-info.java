/**
 * The web console: folds topics into what one page shows, and serves that page.
 *
 * <p>{@link dev.argand.console.ConsoleService} wires it. It sees topics only, no service, and may
 * import runtime, signal and schemas.
 */
@NullMarked
package dev.argand.console;

import org.jspecify.annotations.NullMarked;
