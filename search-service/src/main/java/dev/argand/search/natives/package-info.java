/**
 * Native libraries that are fetched on request: a GPU's PyTorch, and ND4J. Each set lies in a
 * folder of its own under {@code <home>/natives} and is put before the class path of a worker JVM
 * that asks for it; this JVM never loads them.
 */
@NullMarked
package dev.argand.search.natives;

import org.jspecify.annotations.NullMarked;
