/**
 * Labels: what people say was heard, checked and put on {@code labels}.
 *
 * <p>{@link dev.argand.search.label.LabelDesk} takes a {@link dev.argand.search.label.LabelDraft}
 * and {@link dev.argand.search.label.LabelApi} offers the desk over HTTP. Nothing here knows what
 * becomes of a label.
 */
@NullMarked
package dev.argand.search.label;

import org.jspecify.annotations.NullMarked;
