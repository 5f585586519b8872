/**
 * Spectra of training batches, many windows at a time: {@link dev.argand.search.spectra.Spectra}
 * and its two implementations, Java (the front end of evaluation, thresholds, goldens and
 * recognition) and ND4J, which is opt-in. ND4J and the natives it needs are seen only by {@code
 * dev.argand.search.spectra.nd4j}, through a class loader of their own, because they pin versions
 * that others here do not have.
 */
@NullMarked
package dev.argand.search.spectra;

import org.jspecify.annotations.NullMarked;
