/** Which model serves: promotion, rollback, and the history that the alias log keeps. */
@NullMarked
package dev.argand.search.model;

import org.jspecify.annotations.NullMarked;
