/** Whether a new model may take the champion's place: both on the same held-out clips. */
@NullMarked
package dev.argand.search.gate;

import org.jspecify.annotations.NullMarked;
