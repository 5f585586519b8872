package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void equals_sameContent_isByShapeAndBits() {
    Tensor tensor = Tensor.of(new float[] {1, 0, 3, 4}, 2, 2);
    assertThat(tensor).isEqualTo(Tensor.of(new float[] {1, 0, 3, 4}, 2, 2));
    assertThat(tensor).hasSameHashCodeAs(Tensor.of(new float[] {1, 0, 3, 4}, 2, 2));
    assertThat(tensor).isNotEqualTo(Tensor.of(new float[] {1, 0, 3, 4}, 4));
    assertThat(tensor).isNotEqualTo(Tensor.of(new float[] {1, -0.0f, 3, 4}, 2, 2));
  }

  @Test
  void new_shapeThatDoesNotFit_isRefusedWithBothSizes() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3] must have 6 values, had 5");
    assertThatThrownBy(() -> Tensor.of(new float[0], -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[-1, 0]");
    assertThatThrownBy(() -> Tensor.of(new float[0], 1L << 40, 1L << 40))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^63");
  }

  @Test
  void shape_changedByACaller_doesNotChangeTheTensor() {
    long[] shape = {2};
    Tensor tensor = new Tensor(shape, new float[2]);
    shape[0] = 9;
    tensor.shape()[0] = 9;
    assertThat(tensor.shape()).containsExactly(2);
  }

  @Test
  void of_noAxis_isAScalar() {
    assertThat(Tensor.of(new float[] {7}).shape()).isEmpty();
  }
}
