package dev.argand.network;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.ModelFormatException;

/** What computes a loaded model's scores; both are held to the bundle's goldens. */
public enum ModelEngine {
  /** PyTorch's operations, as in training. */
  PYTORCH {
    @Override
    Scorer open(Bundle bundle) throws ModelFormatException {
      return TorchScorer.open(bundle);
    }
  },
  /** ONNX Runtime, over what {@link dev.argand.network.onnx.OnnxExport} writes of the bundle. */
  ONNX_RUNTIME {
    @Override
    Scorer open(Bundle bundle) throws ModelFormatException {
      return OnnxScorer.open(bundle);
    }
  };

  abstract Scorer open(Bundle bundle) throws ModelFormatException;
}
