"""Allowed elements and attributes in SVG: those that only draw (SVG 2, SVG 1.1, SVG Animations, Filter Effects)."""

from __future__ import annotations

_ELEMENTS = """
    svg g defs symbol use switch a view title desc metadata style path rect circle ellipse line polyline
    polygon image text tspan textPath marker linearGradient radialGradient meshgradient meshrow meshpatch
    hatch hatchpath stop pattern clipPath mask filter feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
    feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence animate animateColor animateMotion animateTransform set
    mpath
"""
_PROPERTIES = """
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-profile color-rendering cursor direction display dominant-baseline
    enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
    font-feature-settings font-size font-size-adjust font-stretch font-style font-variant font-variant-caps
    font-variant-east-asian font-variant-ligatures font-variant-numeric font-variant-position
    font-variation-settings font-weight glyph-orientation-horizontal glyph-orientation-vertical
    image-rendering inline-size isolation kerning letter-spacing lighting-color line-height marker marker-end
    marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events
    shape-inside shape-margin shape-padding shape-rendering shape-subtract solid-color solid-opacity
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-align text-anchor text-decoration text-decoration-color
    text-decoration-line text-decoration-style text-indent text-orientation text-overflow text-rendering
    text-shadow text-transform transform transform-box transform-origin unicode-bidi vector-effect visibility
    white-space word-spacing writing-mode
"""
_SHAPES = """
    amplitude azimuth baseFrequency bias class clipPathUnits cx cy d diffuseConstant divisor dx dy edgeMode
    elevation exponent filterRes filterUnits fr fx fy gradientTransform gradientUnits height in in2 intercept
    k1 k2 k3 k4 kernelMatrix kernelUnitLength lengthAdjust limitingConeAngle markerHeight markerUnits
    markerWidth maskContentUnits maskUnits method mode numOctaves offset operator order orient path pathLength
    patternContentUnits patternTransform patternUnits pitch points pointsAtX pointsAtY pointsAtZ preserveAlpha
    preserveAspectRatio primitiveUnits r radius refX refY result rotate rx ry scale seed side slope spacing
    specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale
    tableValues targetX targetY textLength viewBox width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z
"""
_OTHERS = """
    accumulate additive attributeName attributeType baseProfile begin by calcMode dur end from hreflang id
    keyPoints keySplines keyTimes lang max media min origin rel repeatCount repeatDur requiredExtensions
    requiredFeatures restart role style systemLanguage tabindex target title to type values version zoomAndPan
    externalResourcesRequired
"""

ELEMENTS = frozenset(_ELEMENTS.split())
ANIMATED = frozenset(_PROPERTIES.split() + _SHAPES.split())
"""Attributes that an animation may change: no addresses, no event handlers."""
ATTRIBUTES = ANIMATED | frozenset(_OTHERS.split())
