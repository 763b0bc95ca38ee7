"""tf.layers: functions that make their own variables.

    hidden = tf.layers.dense(x, 100, activation=tf.nn.relu)

Each comes as a function, which makes a layer and calls it, and as a class, whose
layer can be called again and shares its variables.
"""

from edflow import namespace
from edflow.engine.ops.input_spec import *
from edflow.engine.ops.layer import *
from edflow.layers import convolution, pooling
from edflow.layers.convolution import *
from edflow.layers.dense import *
from edflow.layers.normalization import *
from edflow.layers.pooling import *
from edflow.layers.separable import *
from edflow.layers.transposed import *

# As they were called before TensorFlow 1.0
AvgPool1D = pooling.AveragePooling1D
AvgPool2D = pooling.AveragePooling2D
AvgPool3D = pooling.AveragePooling3D
MaxPool1D = pooling.MaxPooling1D
MaxPool2D = pooling.MaxPooling2D
MaxPool3D = pooling.MaxPooling3D
Convolution1D = convolution.Conv1D
Convolution2D = convolution.Conv2D
Convolution3D = convolution.Conv3D

namespace.finish(__name__)
