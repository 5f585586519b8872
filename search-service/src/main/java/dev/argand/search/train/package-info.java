/**
 * What a worker does: batches from windows, the search, the retraining, thresholds and the bundle.
 */
@NullMarked
package dev.argand.search.train;

import org.jspecify.annotations.NullMarked;
