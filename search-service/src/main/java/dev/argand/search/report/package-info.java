/**
 * A run for a person: one HTML file that needs no other file and no network, and a ZIP file of
 * everything.
 */
@NullMarked
package dev.argand.search.report;

import org.jspecify.annotations.NullMarked;
