/** When a search starts, and why: a policy, and a desk that applies it to what is observed. */
@NullMarked
package dev.argand.search.trigger;

import org.jspecify.annotations.NullMarked;
