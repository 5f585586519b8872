/**
 * Comparisons of several ways to a network, each by several runs, with intervals. Main types:
 * {@link dev.argand.search.study.StudyPlan}, {@link dev.argand.search.study.Study}.
 */
@NullMarked
package dev.argand.search.study;

import org.jspecify.annotations.NullMarked;
