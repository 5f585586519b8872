/** How right a model is on clips that it never trained on. */
@NullMarked
package dev.argand.search.evaluate;

import org.jspecify.annotations.NullMarked;
