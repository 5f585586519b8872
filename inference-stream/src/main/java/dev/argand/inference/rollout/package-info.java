/**
 * Models on trial: what challenger and champion say of the same windows, and when that takes the
 * challenger back. Label-free: nobody has to have listened.
 */
@NullMarked
package dev.argand.inference.rollout;

import org.jspecify.annotations.NullMarked;
