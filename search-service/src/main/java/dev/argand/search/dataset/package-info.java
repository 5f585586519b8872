/**
 * Frozen data sets: a base set and labelled clips under one digest, whose groups are assigned to
 * train, validation or test once and for ever.
 *
 * <p>{@link dev.argand.search.dataset.DatasetStore} freezes them and finds leaks; {@code
 * dataset:FILE} opens them anywhere that takes a data set ({@link
 * dev.argand.search.data.DataSets}).
 */
@NullMarked
package dev.argand.search.dataset;

import org.jspecify.annotations.NullMarked;
